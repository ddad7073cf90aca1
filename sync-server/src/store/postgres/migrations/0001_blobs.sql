CREATE TABLE "blob" (
	"hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "blob_ref" (
	"hash" text COLLATE "C" NOT NULL,
	"doc" text COLLATE "C" NOT NULL,
	"item" text COLLATE "C" NOT NULL,
	"user" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "blob_ref_hash_doc_item_pk" PRIMARY KEY("hash","doc","item")
);
--> statement-breakpoint
CREATE TABLE "upload" (
	"user" text COLLATE "C" NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"size" bigint NOT NULL,
	"received" bigint NOT NULL,
	"done" boolean NOT NULL,
	"touched_at" bigint NOT NULL,
	CONSTRAINT "upload_user_hash_pk" PRIMARY KEY("user","hash")
);
--> statement-breakpoint
ALTER TABLE "blob_ref" ADD CONSTRAINT "blob_ref_hash_blob_hash_fk" FOREIGN KEY ("hash") REFERENCES "public"."blob"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "blob_at" ON "blob" USING btree ("at");--> statement-breakpoint
CREATE INDEX "blob_ref_doc" ON "blob_ref" USING btree ("doc");--> statement-breakpoint
CREATE INDEX "upload_hash" ON "upload" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "upload_touched" ON "upload" USING btree ("done","touched_at");