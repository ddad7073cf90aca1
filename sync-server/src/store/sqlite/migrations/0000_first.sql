CREATE TABLE `approved_content` (
	`n` integer PRIMARY KEY NOT NULL,
	`json` text NOT NULL,
	FOREIGN KEY (`n`) REFERENCES `decision`(`n`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `assignment` (
	`user` text NOT NULL,
	`kind` text NOT NULL,
	`record` text NOT NULL,
	PRIMARY KEY(`user`, `kind`, `record`)
);
--> statement-breakpoint
CREATE INDEX `assignment_record` ON `assignment` (`kind`,`record`);--> statement-breakpoint
CREATE TABLE `audit` (
	`n` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`user` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `checkpoint` (
	`part` integer PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`bytes` blob NOT NULL,
	FOREIGN KEY (`part`) REFERENCES `part`(`n`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `client_id` (
	`part` integer NOT NULL,
	`generation` integer NOT NULL,
	`client` integer NOT NULL,
	`user` text NOT NULL,
	`device` text NOT NULL,
	`until` integer NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`part`, `generation`, `client`),
	FOREIGN KEY (`part`) REFERENCES `part`(`n`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `command` (
	`id` text PRIMARY KEY NOT NULL,
	`user` text NOT NULL,
	`digest` text NOT NULL,
	`answer` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `decision` (
	`n` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`record` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`entry` text NOT NULL,
	`payload` text,
	`hash` blob NOT NULL,
	`signature` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `decision_record` ON `decision` (`kind`,`record`,`seq`);--> statement-breakpoint
CREATE TABLE `device` (
	`id` text PRIMARY KEY NOT NULL,
	`user` text NOT NULL,
	`label` text NOT NULL,
	`epoch` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	FOREIGN KEY (`user`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `device_user` ON `device` (`user`);--> statement-breakpoint
CREATE TABLE `held` (
	`device` text NOT NULL,
	`doc` text NOT NULL,
	`page` text NOT NULL,
	`state` text NOT NULL,
	PRIMARY KEY(`device`, `doc`)
);
--> statement-breakpoint
CREATE INDEX `held_page` ON `held` (`device`,`page`);--> statement-breakpoint
CREATE TABLE `log` (
	`seq` integer PRIMARY KEY NOT NULL,
	`part` integer,
	`actor` text NOT NULL,
	`device` text NOT NULL,
	`bytes` blob NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`part`) REFERENCES `part`(`n`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `log_part` ON `log` (`part`,`seq`);--> statement-breakpoint
CREATE TABLE `part` (
	`n` integer PRIMARY KEY NOT NULL,
	`doc` text NOT NULL,
	`kind` text NOT NULL,
	`record` text NOT NULL,
	`generation` integer NOT NULL,
	`head` integer NOT NULL,
	`snap` integer NOT NULL,
	`bytes` integer NOT NULL,
	`tail_rows` integer NOT NULL,
	`tail_bytes` integer NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `part_doc` ON `part` (`doc`);--> statement-breakpoint
CREATE UNIQUE INDEX `part_head` ON `part` (`head`);--> statement-breakpoint
CREATE INDEX `part_record` ON `part` (`kind`,`record`);--> statement-breakpoint
CREATE INDEX `part_changed` ON `part` (`changed_at`);--> statement-breakpoint
CREATE TABLE `quarantine` (
	`user` text NOT NULL,
	`id` text NOT NULL,
	`device` text NOT NULL,
	`doc` text NOT NULL,
	`generation` integer NOT NULL,
	`code` text NOT NULL,
	`bytes` blob NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`user`, `id`)
);
--> statement-breakpoint
CREATE TABLE `record` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`facts` text NOT NULL,
	PRIMARY KEY(`kind`, `id`)
);
--> statement-breakpoint
CREATE TABLE `session` (
	`id` text PRIMARY KEY NOT NULL,
	`user` text NOT NULL,
	`device` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`device`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `session_user` ON `session` (`user`);--> statement-breakpoint
CREATE INDEX `session_device` ON `session` (`device`);--> statement-breakpoint
CREATE TABLE `snapshot` (
	`part` integer PRIMARY KEY NOT NULL,
	`bytes` blob NOT NULL,
	FOREIGN KEY (`part`) REFERENCES `part`(`n`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `user` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`roles` text NOT NULL,
	`password` text NOT NULL,
	`disabled` integer NOT NULL,
	`access_version` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_email` ON `user` (`email`);--> statement-breakpoint
CREATE TABLE `workspace` (
	`id` text PRIMARY KEY NOT NULL,
	`head` integer NOT NULL,
	`epoch` text NOT NULL
);
