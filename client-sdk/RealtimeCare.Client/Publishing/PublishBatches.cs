using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Publishing;

/// <summary>
/// Publishes any number of events as batches that the server takes, one after the other, so that nothing overtakes anything. What is
/// answered with "later" comes again before what is behind it.
/// </summary>
internal sealed class PublishBatches(ServerCalls calls)
{
    private const int MostEvents = 500;

    // Of the 4 MiB that a batch may have, the rest is for what stands around the resources.
    private const int MostResourceBytes = 3 * 1024 * 1024;

    public async Task<PublishBatchResult> PublishAsync(IReadOnlyList<PublishRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new PublishOutcome?[requests.Count];
        var left = new List<int>();
        for (var index = 0; index < requests.Count; index++)
        {
            if ((outcomes[index] = SendableEvent.Refuse(requests[index])) is null) left.Add(index);
        }

        await SendAllAsync(requests, left, outcomes, cancellationToken).ConfigureAwait(false);
        foreach (var index in left) outcomes[index] ??= NotTried();
        return new PublishBatchResult { Results = outcomes! };
    }

    // Ends with nothing left, or with what stayed "later" after the last repetition, and what was behind it.
    private async Task SendAllAsync(
        IReadOnlyList<PublishRequest> requests, List<int> left, PublishOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var most = MostEvents;
        for (var attempt = 0; left.Count > 0;)
        {
            var count = CountOf(requests, left, most);
            TimeSpan? wait = null;
            try
            {
                var taken = await SendAsync(requests, left.GetRange(0, count), outcomes, cancellationToken).ConfigureAwait(false);
                left.RemoveAll(taken.Contains);
                if (taken.Count > 0) attempt = 0;
                if (taken.Count == count) continue;
                if (attempt == PublishRetries.Most) return;
            }
            catch (CareException exception) when (exception.Error.Code == ErrorCode.TooLarge && count > 1)
            {
                most = count / 2;
                continue;
            }
            catch (Exception exception) when (attempt < PublishRetries.Most && PublishRetries.IsForLater(exception))
            {
                // Busy also means that the line is too slow for so large a batch.
                if (exception is CareException { Error.Code: ErrorCode.Busy }) most = Math.Max(1, count / 2);
                wait = Refusals.RetryAfter(exception);
            }

            await Task.Delay(Backoff.Jittered.Next(attempt++, wait), calls.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HashSet<int>> SendAsync(
        IReadOnlyList<PublishRequest> requests, List<int> batch, PublishOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(
            new Call(HttpMethod.Post, "api/v1/events/batch"),
            new PublishBatchRequest { Events = [.. batch.Select(index => requests[index])] },
            ClientJson.Default.PublishBatchRequest,
            ClientJson.Default.PublishBatchResult,
            cancellationToken).ConfigureAwait(false);
        if (answer.Results.Count != batch.Count)
            throw new CareException(new CareError(ErrorCode.Unavailable, "The server's answer could not be read.", "-"));
        var taken = new HashSet<int>();
        foreach (var (index, outcome) in batch.Zip(answer.Results))
        {
            outcomes[index] = outcome;
            if (outcome.Error is not { } error || !Refusals.IsForLater(error.Code)) taken.Add(index);
        }

        return taken;
    }

    private static int CountOf(IReadOnlyList<PublishRequest> requests, List<int> left, int most)
    {
        var count = 0;
        for (var bytes = 0; count < left.Count && count < most; count++)
        {
            bytes += requests[left[count]].Resource.Utf8.Length;
            if (count > 0 && bytes > MostResourceBytes) break;
        }

        return count;
    }

    private static PublishOutcome NotTried() => new()
    {
        Error = new PublishError { Code = ErrorCode.Unavailable, Message = "It was not sent, because what comes before it could not be taken." },
    };
}
