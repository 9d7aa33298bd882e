CREATE TABLE "authorizations" (
	"user_id" uuid NOT NULL,
	"runtime_id" uuid NOT NULL,
	"git_token_id" uuid NOT NULL,
	"access" text DEFAULT 'unknown' NOT NULL,
	"missing" text[] DEFAULT '{}' NOT NULL,
	"remedy_url" text,
	"access_checked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "authorizations_user_id_runtime_id_pk" PRIMARY KEY("user_id","runtime_id")
);
--> statement-breakpoint
CREATE TABLE "cipher_keys" (
	"key_id" text PRIMARY KEY NOT NULL,
	"sentinel" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "git_tokens" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"git_integration_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"access_token" "bytea" NOT NULL,
	"refresh_token" "bytea",
	"fingerprint" "bytea" NOT NULL,
	"last_four" text NOT NULL,
	"owner_id" text,
	"owner_login" text,
	"owner_avatar_url" text,
	"scopes" text[],
	"expires_at" timestamp (3) with time zone,
	"expiry_source" text,
	"refresh_expires_at" timestamp (3) with time zone,
	"verdict" text,
	"verdict_at" timestamp (3) with time zone,
	"accepted_at" timestamp (3) with time zone,
	"checked_at" timestamp (3) with time zone,
	"unreachable_reason" text,
	"unusable_reason" text,
	"generation" integer DEFAULT 1 NOT NULL,
	"refresh_claim" uuid,
	"refresh_claim_until" timestamp (3) with time zone,
	"refresh_dispatched_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "oauth_states" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"git_integration_id" uuid NOT NULL,
	"runtime_id" uuid NOT NULL,
	"accept_other_owner" boolean NOT NULL,
	"code_verifier" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "git_integrations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"provider" text NOT NULL,
	"name" text NOT NULL,
	"origin" text NOT NULL,
	"api_base" text NOT NULL,
	"oauth_client_id" text,
	"oauth_client_secret" "bytea",
	"ca_bundle" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "runtimes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"git_integration_id" uuid NOT NULL,
	"repository" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text DEFAULT 'user' NOT NULL,
	"password_hash" text,
	"oidc_issuer" text,
	"oidc_subject" text,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "authorizations" ADD CONSTRAINT "authorizations_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorizations" ADD CONSTRAINT "authorizations_runtime_id_runtimes_id_fk" FOREIGN KEY ("runtime_id") REFERENCES "public"."runtimes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorizations" ADD CONSTRAINT "authorizations_git_token_id_git_tokens_id_fk" FOREIGN KEY ("git_token_id") REFERENCES "public"."git_tokens"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "git_tokens" ADD CONSTRAINT "git_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "git_tokens" ADD CONSTRAINT "git_tokens_git_integration_id_git_integrations_id_fk" FOREIGN KEY ("git_integration_id") REFERENCES "public"."git_integrations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_states" ADD CONSTRAINT "oauth_states_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_states" ADD CONSTRAINT "oauth_states_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_states" ADD CONSTRAINT "oauth_states_git_integration_id_git_integrations_id_fk" FOREIGN KEY ("git_integration_id") REFERENCES "public"."git_integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_states" ADD CONSTRAINT "oauth_states_runtime_id_runtimes_id_fk" FOREIGN KEY ("runtime_id") REFERENCES "public"."runtimes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runtimes" ADD CONSTRAINT "runtimes_git_integration_id_git_integrations_id_fk" FOREIGN KEY ("git_integration_id") REFERENCES "public"."git_integrations"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "authorizations_groups" ON "authorizations" USING btree ("user_id","git_token_id","access");--> statement-breakpoint
CREATE INDEX "authorizations_token" ON "authorizations" USING btree ("git_token_id");--> statement-breakpoint
CREATE INDEX "authorizations_runtime" ON "authorizations" USING btree ("runtime_id");--> statement-breakpoint
CREATE UNIQUE INDEX "git_tokens_fingerprint" ON "git_tokens" USING btree ("user_id","git_integration_id","fingerprint");--> statement-breakpoint
CREATE INDEX "git_tokens_integration" ON "git_tokens" USING btree ("git_integration_id");--> statement-breakpoint
CREATE INDEX "oauth_states_expiry" ON "oauth_states" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "git_integrations_origin" ON "git_integrations" USING btree ("provider","origin");--> statement-breakpoint
CREATE UNIQUE INDEX "git_integrations_name" ON "git_integrations" USING btree (lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "runtimes_name" ON "runtimes" USING btree (lower("name"));--> statement-breakpoint
CREATE INDEX "runtimes_git_integration" ON "runtimes" USING btree ("git_integration_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "users_oidc" ON "users" USING btree ("oidc_issuer","oidc_subject") WHERE oidc_subject is not null;