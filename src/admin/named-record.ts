import { BaseRecord, type RecordJSON } from 'adminjs';

/** What stands for a record where another one mentions it: its name, without what could be done to it. */
export class NamedRecord extends BaseRecord {
  override toJSON(): RecordJSON {
    const { params } = this;
    const title = this.resource.decorate().titleOf(this);
    return {
      id: this.id(),
      title,
      params,
      populated: {},
      baseError: null,
      errors: {},
      recordActions: [],
      bulkActions: [],
    };
  }
}
