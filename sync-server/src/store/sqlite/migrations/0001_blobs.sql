CREATE TABLE `blob` (
	`hash` text PRIMARY KEY NOT NULL,
	`size` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `blob_at` ON `blob` (`at`);--> statement-breakpoint
CREATE TABLE `blob_ref` (
	`hash` text NOT NULL,
	`doc` text NOT NULL,
	`item` text NOT NULL,
	`user` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`hash`, `doc`, `item`),
	FOREIGN KEY (`hash`) REFERENCES `blob`(`hash`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `blob_ref_doc` ON `blob_ref` (`doc`);--> statement-breakpoint
CREATE TABLE `upload` (
	`user` text NOT NULL,
	`hash` text NOT NULL,
	`id` text NOT NULL,
	`size` integer NOT NULL,
	`received` integer NOT NULL,
	`done` integer NOT NULL,
	`touched_at` integer NOT NULL,
	PRIMARY KEY(`user`, `hash`)
);
--> statement-breakpoint
CREATE INDEX `upload_hash` ON `upload` (`hash`);--> statement-breakpoint
CREATE INDEX `upload_touched` ON `upload` (`done`,`touched_at`);