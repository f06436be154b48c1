using Microsoft.AspNetCore.SignalR;

namespace RealtimeCare.Server.Invocations;

/// <summary>
/// A stream that a method answers with runs after all filters have returned. It ends like any other call all the same: with a coded
/// refusal for the caller, and an entry in the trail.
/// </summary>
internal static class StreamedAnswer
{
    /// <summary>The answer with its end guarded; any other answer as it is.</summary>
    /// <param name="item">What it is a stream of; null when it is none.</param>
    /// <param name="answer">The method's answer.</param>
    /// <param name="end">Records an error and gives what the caller is told.</param>
    public static object? Guard(Type? item, object? answer, Func<Exception, Task<HubException>> end) =>
        item is null || answer is null ? answer : Activator.CreateInstance(typeof(Guarded<>).MakeGenericType(item), answer, end);

    private sealed class Guarded<T>(IAsyncEnumerable<T> inner, Func<Exception, Task<HubException>> end) : IAsyncEnumerable<T>
    {
        public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken)
        {
            await using var items = inner.GetAsyncEnumerator(cancellationToken);
            while (await MoveAsync(items, cancellationToken)) yield return items.Current;
        }

        private async ValueTask<bool> MoveAsync(IAsyncEnumerator<T> items, CancellationToken cancellationToken)
        {
            try
            {
                return await items.MoveNextAsync();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception exception)
            {
                throw await end(exception);
            }
        }
    }
}
