CREATE TABLE `seen` (
	`device` text NOT NULL,
	`doc` text NOT NULL,
	`generation` integer NOT NULL,
	`seq` integer NOT NULL,
	`made_at` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`device`, `doc`),
	FOREIGN KEY (`device`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `seen_doc` ON `seen` (`doc`,`generation`,`seq`);--> statement-breakpoint
CREATE INDEX `seen_at` ON `seen` (`at`);