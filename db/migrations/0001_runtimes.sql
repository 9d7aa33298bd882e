CREATE TABLE "audit_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"action" text NOT NULL,
	"outcome" text NOT NULL,
	"user_id" uuid,
	"actor_id" uuid,
	"runtime_id" uuid,
	"runtime_key_id" uuid,
	"git_integration_id" uuid,
	"git_token_id" uuid,
	"address" text
);
--> statement-breakpoint
CREATE TABLE "git_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"runtime_id" uuid NOT NULL,
	"delivery_id" text NOT NULL,
	"kind" text NOT NULL,
	"ref" text,
	"commit" text,
	"subject" text,
	"actor" text,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "runtime_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"runtime_id" uuid NOT NULL,
	"handle" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "runtime_members" (
	"runtime_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "runtime_members_runtime_id_user_id_pk" PRIMARY KEY("runtime_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "git_tokens" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "git_tokens" ADD COLUMN "runtime_id" uuid;--> statement-breakpoint
ALTER TABLE "git_tokens" ADD COLUMN "reported_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "oauth_states" ADD COLUMN "purpose" text DEFAULT 'user' NOT NULL;--> statement-breakpoint
ALTER TABLE "runtimes" ADD COLUMN "open_to" text DEFAULT 'everyone' NOT NULL;--> statement-breakpoint
ALTER TABLE "runtimes" ADD COLUMN "installed_at" timestamp (3) with time zone;--> statement-breakpoint
-- Those that were there before are in use already.
UPDATE "runtimes" SET "installed_at" = "created_at";--> statement-breakpoint
ALTER TABLE "runtimes" ADD COLUMN "token_access" text DEFAULT 'unknown' NOT NULL;--> statement-breakpoint
ALTER TABLE "runtimes" ADD COLUMN "token_missing" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "runtimes" ADD COLUMN "token_remedy_url" text;--> statement-breakpoint
ALTER TABLE "runtimes" ADD COLUMN "token_access_checked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runtimes" ADD COLUMN "webhook_id" text;--> statement-breakpoint
ALTER TABLE "runtimes" ADD COLUMN "webhook_secret" "bytea";--> statement-breakpoint
ALTER TABLE "runtimes" ADD COLUMN "webhook_checked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runtimes" ADD COLUMN "webhook_gone_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "git_events" ADD CONSTRAINT "git_events_runtime_id_runtimes_id_fk" FOREIGN KEY ("runtime_id") REFERENCES "public"."runtimes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runtime_keys" ADD CONSTRAINT "runtime_keys_runtime_id_runtimes_id_fk" FOREIGN KEY ("runtime_id") REFERENCES "public"."runtimes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runtime_keys" ADD CONSTRAINT "runtime_keys_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runtime_members" ADD CONSTRAINT "runtime_members_runtime_id_runtimes_id_fk" FOREIGN KEY ("runtime_id") REFERENCES "public"."runtimes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runtime_members" ADD CONSTRAINT "runtime_members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_key" ON "audit_events" USING btree ("runtime_key_id","at");--> statement-breakpoint
CREATE INDEX "audit_events_user" ON "audit_events" USING btree ("user_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "git_events_delivery" ON "git_events" USING btree ("runtime_id","delivery_id");--> statement-breakpoint
CREATE INDEX "git_events_received" ON "git_events" USING btree ("runtime_id","received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "runtime_keys_digest" ON "runtime_keys" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "runtime_keys_runtime" ON "runtime_keys" USING btree ("runtime_id");--> statement-breakpoint
CREATE INDEX "runtime_members_user" ON "runtime_members" USING btree ("user_id");--> statement-breakpoint
ALTER TABLE "git_tokens" ADD CONSTRAINT "git_tokens_runtime_id_runtimes_id_fk" FOREIGN KEY ("runtime_id") REFERENCES "public"."runtimes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "git_tokens_runtime" ON "git_tokens" USING btree ("runtime_id") WHERE runtime_id is not null;--> statement-breakpoint
ALTER TABLE "git_tokens" ADD CONSTRAINT "git_tokens_one_owner" CHECK ((user_id is null) <> (runtime_id is null));