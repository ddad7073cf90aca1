CREATE TABLE "seen" (
	"device" text COLLATE "C" NOT NULL,
	"doc" text COLLATE "C" NOT NULL,
	"generation" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"made_at" bigint NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "seen_device_doc_pk" PRIMARY KEY("device","doc")
);
--> statement-breakpoint
ALTER TABLE "seen" ADD CONSTRAINT "seen_device_device_id_fk" FOREIGN KEY ("device") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "seen_doc" ON "seen" USING btree ("doc","generation","seq");--> statement-breakpoint
CREATE INDEX "seen_at" ON "seen" USING btree ("at");