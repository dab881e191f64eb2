-- How many mails went out today, and since when the oldest one waits, is asked all day: neither reads the millions that were sent before.
CREATE INDEX mails_sent_at_idx ON mails (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX mails_undelivered_idx ON mails (created_at) WHERE status IN ('queued', 'sending');
