using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Invocations;

/// <summary>
/// Innermost, around the method alone. Who repeats a call that changes something, because its answer was lost, gets the outcome of the
/// first, decided and shaped anew; a repeat of one that still runs waits for it. So the method runs once.
/// </summary>
internal sealed class RepeatFilter(RepeatRegistry calls, InvocationRecorder recorder) : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var invocation = invocationContext.ServiceProvider.GetRequiredService<Invocation>();
        return invocation.Plan.IsOnce ? OnceAsync(invocation, invocationContext, next) : next(invocationContext);
    }

    private async ValueTask<object?> OnceAsync(
        Invocation invocation, HubInvocationContext context, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var (session, id) = (invocation.Connection.Session.Id, invocation.Request!.InvocationId);
        var digest = CallDigest.Of(context.HubMethod, invocation);
        while (true)
        {
            var (call, isRepeat) = calls.Begin(session, id, digest);
            if (call is null) return await next(context);
            if (!isRepeat) return await RunAsync(call, outcome => calls.Finish(session, id, call, outcome), () => next(context));
            if (await call.Done.WaitAsync(invocation.Connection.Aborted) is not { } known) continue;
            await recorder.RepeatedAsync(invocation, invocation.Connection.Aborted);
            return known.Refusal is { } refusal ? throw Again(refusal) : known.Answer;
        }
    }

    private static async ValueTask<object?> RunAsync(KeptCall call, Action<CallOutcome?> finish, Func<ValueTask<object?>> run)
    {
        try
        {
            var answer = await run();
            finish(new CallOutcome(answer, null));
            return answer;
        }
        catch (CareRefusalException refusal) when (IsFinal(refusal.Code))
        {
            finish(new CallOutcome(null, refusal));
            throw;
        }
        finally
        {
            // Broken, cancelled, or to be repeated later: nobody is to be told so again.
            if (!call.Done.IsCompleted) finish(null);
        }
    }

    /// <summary>Whether a repeat would be refused again. By its range a code says so of itself.</summary>
    private static bool IsFinal(ErrorCode code) => (int)code < 4200;

    // One exception thrown by several calls at once would mix their traces.
    private static CareRefusalException Again(CareRefusalException refusal) =>
        new(refusal.Code, refusal.RetryAfterMs) { MaxAge = refusal.MaxAge, Count = refusal.Count };
}
