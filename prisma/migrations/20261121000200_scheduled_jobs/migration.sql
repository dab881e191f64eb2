-- CreateTable
CREATE TABLE "scheduled_jobs" (
    "name" VARCHAR(64) NOT NULL,
    "last_run_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scheduled_jobs_pkey" PRIMARY KEY ("name")
);
