import { answerDelivery } from '#lib/git-events/answer.ts';

/** Git events of a runtime, from its Git provider. The signature over the raw bytes is all that is believed. */
export async function POST(request: Request, route: { params: Promise<{ runtimeId: string }> }): Promise<Response> {
  return answerDelivery(request, (await route.params).runtimeId);
}
