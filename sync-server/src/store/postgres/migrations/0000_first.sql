CREATE TABLE "approved_content" (
	"n" bigint PRIMARY KEY NOT NULL,
	"json" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assignment" (
	"user" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"record" text COLLATE "C" NOT NULL,
	CONSTRAINT "assignment_user_kind_record_pk" PRIMARY KEY("user","kind","record")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"n" bigserial PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"user" text COLLATE "C" NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "checkpoint" (
	"part" bigint PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"bytes" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "client_id" (
	"part" bigint NOT NULL,
	"generation" bigint NOT NULL,
	"client" bigint NOT NULL,
	"user" text COLLATE "C" NOT NULL,
	"device" text COLLATE "C" NOT NULL,
	"until" bigint NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "client_id_part_generation_client_pk" PRIMARY KEY("part","generation","client")
);
--> statement-breakpoint
CREATE TABLE "command" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"user" text COLLATE "C" NOT NULL,
	"digest" text COLLATE "C" NOT NULL,
	"answer" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"n" bigint PRIMARY KEY NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"record" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"at" bigint NOT NULL,
	"entry" text NOT NULL,
	"payload" text,
	"hash" "bytea" NOT NULL,
	"signature" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "device" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"user" text COLLATE "C" NOT NULL,
	"label" text NOT NULL,
	"epoch" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "held" (
	"device" text COLLATE "C" NOT NULL,
	"doc" text COLLATE "C" NOT NULL,
	"page" text COLLATE "C" NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "held_device_doc_pk" PRIMARY KEY("device","doc")
);
--> statement-breakpoint
CREATE TABLE "log" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"part" bigint,
	"actor" text COLLATE "C" NOT NULL,
	"device" text COLLATE "C" NOT NULL,
	"bytes" "bytea" NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "part" (
	"n" bigserial PRIMARY KEY NOT NULL,
	"doc" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"record" text COLLATE "C" NOT NULL,
	"generation" bigint NOT NULL,
	"head" bigint NOT NULL,
	"snap" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	"tail_rows" bigint NOT NULL,
	"tail_bytes" bigint NOT NULL,
	"changed_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"user" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"device" text COLLATE "C" NOT NULL,
	"doc" text COLLATE "C" NOT NULL,
	"generation" bigint NOT NULL,
	"code" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "quarantine_user_id_pk" PRIMARY KEY("user","id")
);
--> statement-breakpoint
CREATE TABLE "record" (
	"kind" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"facts" text NOT NULL,
	CONSTRAINT "record_kind_id_pk" PRIMARY KEY("kind","id")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"user" text COLLATE "C" NOT NULL,
	"device" text COLLATE "C" NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "snapshot" (
	"part" bigint PRIMARY KEY NOT NULL,
	"bytes" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"email" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"roles" text NOT NULL,
	"password" text NOT NULL,
	"disabled" boolean NOT NULL,
	"access_version" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workspace" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"head" bigint NOT NULL,
	"epoch" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "approved_content" ADD CONSTRAINT "approved_content_n_decision_n_fk" FOREIGN KEY ("n") REFERENCES "public"."decision"("n") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkpoint" ADD CONSTRAINT "checkpoint_part_part_n_fk" FOREIGN KEY ("part") REFERENCES "public"."part"("n") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_id" ADD CONSTRAINT "client_id_part_part_n_fk" FOREIGN KEY ("part") REFERENCES "public"."part"("n") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device" ADD CONSTRAINT "device_user_user_id_fk" FOREIGN KEY ("user") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "log" ADD CONSTRAINT "log_part_part_n_fk" FOREIGN KEY ("part") REFERENCES "public"."part"("n") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_user_id_fk" FOREIGN KEY ("user") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_device_device_id_fk" FOREIGN KEY ("device") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_part_part_n_fk" FOREIGN KEY ("part") REFERENCES "public"."part"("n") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assignment_record" ON "assignment" USING btree ("kind","record");--> statement-breakpoint
CREATE INDEX "decision_record" ON "decision" USING btree ("kind","record","seq");--> statement-breakpoint
CREATE INDEX "device_user" ON "device" USING btree ("user");--> statement-breakpoint
CREATE INDEX "held_page" ON "held" USING btree ("device","page");--> statement-breakpoint
CREATE INDEX "log_part" ON "log" USING btree ("part","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "part_doc" ON "part" USING btree ("doc");--> statement-breakpoint
CREATE UNIQUE INDEX "part_head" ON "part" USING btree ("head");--> statement-breakpoint
CREATE INDEX "part_record" ON "part" USING btree ("kind","record");--> statement-breakpoint
CREATE INDEX "part_changed" ON "part" USING btree ("changed_at");--> statement-breakpoint
CREATE INDEX "session_user" ON "session" USING btree ("user");--> statement-breakpoint
CREATE INDEX "session_device" ON "session" USING btree ("device");--> statement-breakpoint
CREATE UNIQUE INDEX "user_email" ON "user" USING btree ("email");