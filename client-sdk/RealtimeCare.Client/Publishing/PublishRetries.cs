using Polly;
using Polly.Retry;
using RealtimeCare.Client.Connecting;

namespace RealtimeCare.Client.Publishing;

/// <summary>
/// Repeats what may succeed later. Safe, since the idempotency keys stay the same. A server that is not trusted is not waited out:
/// somebody stands in between.
/// </summary>
internal static class PublishRetries
{
    public const int Most = 8;

    public static ResiliencePipeline Create(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder()
                    .Handle<CareException>(exception => Refusals.IsForLater(exception.Error.Code))
                    .Handle<HttpRequestException>(),
                MaxRetryAttempts = Most,
                DelayGenerator = static arguments => ValueTask.FromResult<TimeSpan?>(
                    Backoff.Jittered.Next(arguments.AttemptNumber, arguments.Outcome.Exception is { } e ? Refusals.RetryAfter(e) : null)),
            })
            .Build();
}
