import type { EditorAccount, EditorOptions, Person, SignerForm } from '../../operations/contract-editor.js';
import { SelectField } from '../forms/form-fields.js';
import { Icon } from '../ui/icon.js';

interface SignersProps {
  signers: SignerForm[];
  account: EditorAccount | null;
  options: EditorOptions;
  errorAt: (path: string) => string | undefined;
  onChange: (signers: SignerForm[]) => void;
}

/** Who signs, one after the other: the account's people in the order given, then a colleague for us. */
export function SignersEditor({ signers, account, options, errorAt, onChange }: SignersProps) {
  const theirs = signers.flatMap((signer) => ('user_id' in signer ? [signer.user_id] : []));
  const ours = signers.flatMap((signer) => ('staff_user_id' in signer ? [signer.staff_user_id] : []));
  const people = account?.signers ?? [];
  const set = (users: number[], staff: number[]) =>
    onChange([...users.map((user_id) => ({ user_id })), ...staff.map((staff_user_id) => ({ staff_user_id }))]);
  const move = (index: number, by: number) => {
    const next = [...theirs];
    const [one] = next.splice(index, 1);
    if (one !== undefined) next.splice(index + by, 0, one);
    set(next, ours);
  };
  const open = people.filter(({ id }) => !theirs.includes(id));
  const wrong = errorAt('signers') ?? signers.map((_, index) => errorAt(`signers.${index}`)).find((one) => one);
  return (
    <fieldset className="cs-card cs-form">
      <legend className="cs-hidden">Signers</legend>
      <h2>Signers</h2>
      {account === null ? (
        <p className="cs-muted">Choose the account first; then those who may sign for it stand here.</p>
      ) : people.length === 0 ? (
        <p className="cs-error">
          Nobody of this account may sign contracts. Its owner can give the right under “People”.
        </p>
      ) : (
        <ol className="cs-signers" aria-label="Order of signing">
          {theirs.map((id, index) => (
            <Signer
              key={id}
              person={people.find((one) => one.id === id) ?? { id, name: `No. ${id}`, email: 'may no longer sign' }}
              onUp={index === 0 ? null : () => move(index, -1)}
              onDown={index === theirs.length - 1 ? null : () => move(index, 1)}
              onRemove={() =>
                set(
                  theirs.filter((one) => one !== id),
                  ours,
                )
              }
            />
          ))}
        </ol>
      )}
      {open.length > 0 && (
        <SelectField
          label={theirs.length === 0 ? 'Who signs for the account' : 'And then'}
          name="signers"
          none="Choose who signs…"
          options={open.map(({ id, name, email }) => ({ value: String(id), label: `${name}, ${email}` }))}
          value=""
          onChange={(id) => id !== '' && set([...theirs, Number(id)], ours)}
        />
      )}
      <SelectField
        label="Who countersigns for us, last"
        name="countersigner"
        none="Choose a colleague…"
        options={options.countersigners.map(({ id, name, email }) => ({
          value: String(id),
          label: `${name}, ${email}`,
        }))}
        value={String(ours[0] ?? '')}
        onChange={(id) => set(theirs, id === '' ? [] : [Number(id)])}
      />
      {wrong !== undefined && <p className="cs-error">{wrong}</p>}
    </fieldset>
  );
}

interface SignerProps {
  person: Person;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onRemove: () => void;
}

function Signer({ person, onUp, onDown, onRemove }: SignerProps) {
  return (
    <li>
      <span className="cs-signer-name">
        <span dir="auto">{person.name}</span> <span className="cs-muted">{person.email}</span>
      </span>
      <button
        type="button"
        className="cs-icon-button"
        aria-label={`${person.name} signs earlier`}
        disabled={onUp === null}
        onClick={() => onUp?.()}
      >
        <Icon name="arrow-up" size={16} />
      </button>
      <button
        type="button"
        className="cs-icon-button"
        aria-label={`${person.name} signs later`}
        disabled={onDown === null}
        onClick={() => onDown?.()}
      >
        <Icon name="arrow-down" size={16} />
      </button>
      <button type="button" className="cs-icon-button" aria-label={`${person.name} does not sign`} onClick={onRemove}>
        <Icon name="x" size={16} />
      </button>
    </li>
  );
}
