-- CreateTable
CREATE TABLE "seal_keys" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "certificate" TEXT NOT NULL,
    "private_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "seal_keys_pkey" PRIMARY KEY ("id")
);

-- One key for all processes, for good: with another one the seals of yesterday would no longer be known as ours.
ALTER TABLE seal_keys ADD CONSTRAINT seal_keys_one_check CHECK (id = 1);
CREATE TRIGGER seal_keys_frozen BEFORE UPDATE OR DELETE ON seal_keys FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_keys_no_truncate BEFORE TRUNCATE ON seal_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
