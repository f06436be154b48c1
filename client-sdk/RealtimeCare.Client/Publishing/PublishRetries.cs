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

    /// <summary>Whether the server cannot be reached for the moment, or says so itself.</summary>
    public static bool IsForLater(Exception exception) => exception switch
    {
        CareException care => Refusals.IsForLater(care.Error.Code),
        _ => exception is HttpRequestException or TimeoutException,
    };

    public static ResiliencePipeline Create(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsForLater),
                MaxRetryAttempts = Most,
                DelayGenerator = static arguments => ValueTask.FromResult<TimeSpan?>(
                    Backoff.Jittered.Next(arguments.AttemptNumber, arguments.Outcome.Exception is { } e ? Refusals.RetryAfter(e) : null)),
            })
            .Build();
}
