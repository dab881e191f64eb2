-- CreateTable
CREATE TABLE "seals" (
    "id" INTEGER NOT NULL,
    "table_name" VARCHAR(63) NOT NULL,
    "columns" TEXT[] NOT NULL,
    "row_ids" INTEGER[] NOT NULL,
    "row_hashes" BYTEA[] NOT NULL,
    "last_id" INTEGER NOT NULL,
    "gaps" JSONB NOT NULL,
    "previous_hash" CHAR(64) NOT NULL,
    "hash" CHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "seals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "seals_previous_hash_key" ON "seals"("previous_hash");

-- CreateIndex
CREATE UNIQUE INDEX "seals_hash_key" ON "seals"("hash");

-- CreateIndex
CREATE INDEX "seals_table_name_id_idx" ON "seals"("table_name", "id");

-- Hashes do not get smaller: trying costs more than it saves.
ALTER TABLE seals ALTER COLUMN row_hashes SET STORAGE EXTERNAL;

ALTER TABLE seals ADD CONSTRAINT seals_rows_check CHECK (cardinality(row_ids) > 0 AND cardinality(row_ids) = cardinality(row_hashes));
CREATE TRIGGER seals_append_only BEFORE UPDATE OR DELETE ON seals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seals_no_truncate BEFORE TRUNCATE ON seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
