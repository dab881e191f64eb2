-- The outside ids of one object, for its page: whichever provider they are of.
CREATE INDEX "external_refs_object_type_object_id_idx" ON "external_refs"("object_type", "object_id");
