-- A long run is written down from its first chunk on, so that every process shows how far it is, and what was done is
-- known when the server ends in the middle.
ALTER TABLE "bulk_runs" ADD COLUMN "finished_at" TIMESTAMPTZ(3);
UPDATE "bulk_runs" SET "finished_at" = "created_at";
