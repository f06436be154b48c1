using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Tests.Client;

public sealed class TokensFromAnywhere : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly List<bool> asked = [];
    private readonly TokenSource source;
    private Func<CancellationToken, Task>? before;

    public TokensFromAnywhere() => source = TokenSource.From(FetchAsync, time);

    public void Dispose() => source.Dispose();

    [Fact]
    public async Task Fifty_who_hold_a_refused_token_share_one_renewal_also_those_who_come_late()
    {
        var refused = await source.GetAsync();
        var release = new TaskCompletionSource();
        before = _ => release.Task;

        var waiting = Enumerable.Range(0, 50).Select(_ => source.GetAsync(refused).AsTask()).ToList();
        release.SetResult();
        var got = await Task.WhenAll(waiting);
        var late = await source.GetAsync(refused);

        Assert.Equal(["token-2"], got.Append(late).Select(token => token.Value).Distinct());
        Assert.Equal([false, true], asked);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_leaves_the_fetch_to_the_others()
    {
        var release = new TaskCompletionSource();
        CancellationToken fetchs = default;
        before = token => { fetchs = token; return release.Task; };
        using var impatient = new CancellationTokenSource();

        var first = source.GetAsync(null, impatient.Token).AsTask();
        var second = source.GetAsync().AsTask();
        await FakeLinks.SoonAsync(() => fetchs.CanBeCanceled, "a fetch");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(fetchs.IsCancellationRequested);
        release.SetResult();

        Assert.Equal("token-1", (await second).Value);
    }

    [Fact]
    public async Task An_outage_is_told_and_the_next_one_who_asks_tries_again()
    {
        before = _ => throw new HttpRequestException();
        await Assert.ThrowsAsync<HttpRequestException>(() => source.GetAsync().AsTask());

        before = null;

        Assert.Equal("token-2", (await source.GetAsync()).Value);
    }

    [Fact]
    public async Task A_token_is_renewed_at_70_to_80_percent_of_its_life_while_the_old_one_is_still_given()
    {
        var first = await source.GetAsync();
        time.Advance(Life * 0.69);
        Assert.Same(first, await source.GetAsync());
        Assert.Single(asked);

        time.Advance(Life * 0.12);
        var meanwhile = await source.GetAsync();

        Assert.Same(first, meanwhile);
        await FakeLinks.SoonAsync(() => source.GetAsync().AsTask() is { IsCompletedSuccessfully: true, Result.Value: "token-2" }, "the second token");
        Assert.Equal([false, true], asked);
    }

    [Fact]
    public async Task A_renewal_ahead_that_fails_is_nobodys_fault_and_is_not_tried_with_every_call()
    {
        var first = await source.GetAsync();
        before = _ => throw new CareException(new CareError(ErrorCode.RateLimited, "Later.", "-", 20_000));
        time.Advance(Life * 0.81);

        for (var call = 0; call < 20; call++)
        {
            Assert.Same(first, await source.GetAsync());
            await FakeLinks.SoonAsync(() => asked.Count == 2, "one try");
        }

        before = null;
        time.Advance(TimeSpan.FromSeconds(41));
        await source.GetAsync();
        await FakeLinks.SoonAsync(() => asked.Count == 3, "another try after the time asked for");
    }

    [Fact]
    public async Task An_hour_of_calls_costs_one_renewal_for_each_life()
    {
        for (var second = 0; second < 3600; second += 5)
        {
            var had = asked.Count;
            await source.GetAsync();
            await FakeLinks.SoonAsync(() => asked.Count == had || source.GetAsync().AsTask() is { IsCompletedSuccessfully: true, Result.Value: var now } && now == $"token-{asked.Count}", "the renewal");
            time.Advance(TimeSpan.FromSeconds(5));
        }

        // 3600 s hold five lives of 70 to 80 percent of 900 s, or four.
        Assert.InRange(asked.Count - 1, 4, 5);
    }

    [Fact]
    public async Task A_fetch_that_never_ends_is_given_up_so_that_the_next_one_can_come()
    {
        before = token => new TaskCompletionSource().Task.WaitAsync(token);
        var hanging = source.GetAsync().AsTask();
        await FakeLinks.SoonAsync(() => asked.Count == 1, "a fetch");

        time.Advance(TimeSpan.FromSeconds(101));

        await Assert.ThrowsAsync<TimeoutException>(() => hanging);
        before = null;
        Assert.Equal("token-2", (await source.GetAsync()).Value);
    }

    [Fact]
    public async Task An_app_that_asks_for_a_new_sign_in_ends_the_session()
    {
        var links = new FakeLinks();
        var ended = TokenSource.From((_, _) => throw CareException.SignInRequired(new InvalidOperationException("MSAL says: nurse@ward.example")), links.Time);
        await using var client = new RealtimeCareClient(new() { Server = FakeServer.Address, Tokens = ended, Time = links.Time }, links);

        var end = await Assert.ThrowsAsync<SessionEndedException>(() => client.ConnectAsync());

        Assert.Equal((EndReason.Revoked, ConnectionState.SignedOut), (end.Reason, client.Status.State));
        Assert.DoesNotContain("nurse@", end.Message + end.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_calls_that_are_refused_at_once_cost_one_renewal()
    {
        using var barrier = new SemaphoreSlim(0);
        var server = new RefusesFirst(barrier);
        using var calls = new ServerCalls(FakeServer.Address, server, source, time);

        var calling = Enumerable.Range(0, 50).Select(_ => calls.DeleteAsync("api/v1/clients/x", default)).ToList();
        await FakeLinks.SoonAsync(() => server.Waiting == 50, "fifty calls");
        for (var call = 0; call < 50; call++)
        {
            // One after the other, so that most are refused when the renewal is long done.
            barrier.Release();
            await FakeLinks.SoonAsync(() => server.Done > call, "a call");
        }

        await Task.WhenAll(calling);
        Assert.Equal([false, true], asked);
    }

    [Fact]
    public async Task A_fetch_for_all_is_under_nobodys_trace()
    {
        Activity? seen = null;
        before = _ => { seen = Activity.Current; return Task.CompletedTask; };
        using var activity = new Activity("someone's").Start();

        await source.GetAsync();

        Assert.Null(seen);
        Assert.Same(activity, Activity.Current);
    }

    [Fact]
    public async Task No_text_of_it_holds_the_token()
    {
        var token = await source.GetAsync();

        Assert.DoesNotContain("token-1", $"{source} {token}", StringComparison.Ordinal);
    }

    private async Task<AccessToken> FetchAsync(bool renew, CancellationToken cancellationToken)
    {
        asked.Add(renew);
        var number = asked.Count;
        if (before is not null) await before(cancellationToken);
        return new AccessToken($"token-{number}", time.GetUtcNow() + Life);
    }

    /// <summary>Refuses the first token, each call when it is let through.</summary>
    private sealed class RefusesFirst(SemaphoreSlim barrier) : HttpMessageHandler
    {
        private int waiting;
        private int done;

        public int Waiting => Volatile.Read(ref waiting);

        public int Done => Volatile.Read(ref done);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Authorization!.Parameter == "token-1")
            {
                Interlocked.Increment(ref waiting);
                await barrier.WaitAsync(cancellationToken);
                return new HttpResponseMessage(HttpStatusCode.Unauthorized);
            }

            Interlocked.Increment(ref done);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}
