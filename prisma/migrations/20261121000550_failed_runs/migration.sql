-- AlterTable
ALTER TABLE "scheduled_jobs" ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "last_failed_at" TIMESTAMPTZ(3);
