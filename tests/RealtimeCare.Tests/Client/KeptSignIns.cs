using System.Net;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Tests.Client;

public sealed class KeptSignIns
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly FakeServer server = new();
    private readonly WatchedStore store = new();

    [Fact]
    public async Task A_kept_sign_in_goes_on_with_its_newest_refresh_token()
    {
        await using (var signIn = await SignInAsync())
        {
            server.Answers(HttpStatusCode.OK, Tokens(2));
            await signIn.GetAsync(await signIn.GetAsync());
        }

        server.Answers(HttpStatusCode.OK, Tokens(3));
        await using var restored = await RestoreAsync();

        Assert.Equal("access-3", (await restored!.GetAsync()).Value);
        Assert.Equal("refresh-2", server.Requests[^1].Field("refresh_token"));
        Assert.Contains("refresh-3", store.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_is_never_shown_to_another_server_or_client()
    {
        await using (await SignInAsync())
        {
        }

        var other = await PasswordSignIn.RestoreFromAsync(
            new TokenEndpoint(new(new Uri("https://other.example/"), server, null, time)), store, Options(), default);
        var client = Options();
        client.ClientId = "another";
        var others = await PasswordSignIn.RestoreFromAsync(new TokenEndpoint(server.Calls(time)), store, client, default);

        Assert.Null(other);
        Assert.Null(others);
        Assert.Equal(2, server.Requests.Count);
        await using var own = await RestoreAsync();
        Assert.NotNull(own);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("{}")]
    public async Task Nothing_or_nonsense_is_no_sign_in(string? kept)
    {
        if (kept is not null) await store.WriteAsync(Encoding.UTF8.GetBytes(kept), default);

        Assert.Null(await RestoreAsync());
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_sign_in_that_the_server_refuses_leaves_nothing_in_the_store()
    {
        await using (await SignInAsync())
        {
        }

        server.Answers(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""");
        await using var restored = await RestoreAsync();
        var refusal = await Assert.ThrowsAsync<CareException>(() => restored!.GetAsync().AsTask());

        Assert.Equal(ErrorCode.SessionEnded, refusal.Error.Code);
        Assert.Null(store.Text);
    }

    [Fact]
    public async Task Signing_out_leaves_nothing_behind_also_when_the_server_cannot_be_told()
    {
        await using var signIn = await SignInAsync();
        server.Breaks(new HttpRequestException());

        await Assert.ThrowsAsync<HttpRequestException>(() => signIn.SignOutAsync());

        Assert.Null(store.Text);
        Assert.Null(await RestoreAsync());
        await Assert.ThrowsAsync<CareException>(() => signIn.GetAsync().AsTask());
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Signing_out_in_the_middle_of_a_renewal_revokes_the_successor_and_leaves_nothing_behind()
    {
        await using var signIn = await SignInAsync();
        var first = await signIn.GetAsync();
        server.Answers(HttpStatusCode.OK, Tokens(2)).Answers(HttpStatusCode.OK, "");
        var answering = new TaskCompletionSource();
        server.Held = answering.Task;
        var renewing = signIn.GetAsync(first).AsTask();
        await FakeLinks.SoonAsync(() => server.Requests.Count == 3, "a renewal that is under way");

        var leaving = signIn.SignOutAsync();
        answering.SetResult();
        await leaving;
        await renewing;

        Assert.Equal(("/connect/revoke", "refresh-2"), (server.Requests[^1].Path, server.Requests[^1].Field("token")));
        Assert.Null(store.Text);
    }

    [Fact]
    public async Task Signing_out_impatiently_in_the_middle_of_a_renewal_leaves_no_token_and_is_done_to_the_end()
    {
        await using var signIn = await SignInAsync();
        var first = await signIn.GetAsync();
        server.Answers(HttpStatusCode.OK, Tokens(2)).Answers(HttpStatusCode.OK, "");
        var answering = new TaskCompletionSource();
        server.Held = answering.Task;
        var renewing = signIn.GetAsync(first).AsTask();
        await FakeLinks.SoonAsync(() => server.Requests.Count == 3, "a renewal that is under way");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signIn.SignOutAsync(new CancellationToken(canceled: true)));
        var meanwhile = await Assert.ThrowsAsync<CareException>(() => signIn.GetAsync().AsTask());
        answering.SetResult();
        await renewing;
        await FakeLinks.SoonAsync(() => server.Requests.Count == 4, "the revocation");
        var afterwards = await Assert.ThrowsAsync<CareException>(() => signIn.GetAsync().AsTask());

        Assert.Equal((ErrorCode.SessionEnded, ErrorCode.SessionEnded), (meanwhile.Error.Code, afterwards.Error.Code));
        Assert.Equal(("/connect/revoke", "refresh-2"), (server.Requests[^1].Path, server.Requests[^1].Field("token")));
        Assert.Null(store.Text);
    }

    [Fact]
    public async Task A_store_that_fails_later_costs_no_sign_in()
    {
        await using var signIn = await SignInAsync();
        server.Answers(HttpStatusCode.OK, Tokens(2)).Answers(HttpStatusCode.OK, Tokens(3));
        store.Failing = new InvalidOperationException("The keyring is locked.");

        var second = await signIn.GetAsync(await signIn.GetAsync());
        var fault = signIn.StoreFault;
        store.Failing = null;
        var third = await signIn.GetAsync(second);

        Assert.Equal(("access-2", "access-3"), (second.Value, third.Value));
        Assert.Equal("refresh-2", server.Requests[^1].Field("refresh_token"));
        Assert.NotNull(fault);
        Assert.Null(signIn.StoreFault);
    }

    [Fact]
    public async Task A_new_sign_in_never_leaves_an_earlier_persons_in_the_store()
    {
        await using (await SignInAsync())
        {
        }

        store.Failing = new InvalidOperationException("The keyring is locked.");
        await Assert.ThrowsAsync<InvalidOperationException>(() => SignInAsync());
        store.Failing = null;
        server.Answers(HttpStatusCode.BadRequest, """{"error":"access_denied"}""");
        await Assert.ThrowsAsync<CareException>(() => PasswordSignIn.SignInAsync(new TokenEndpoint(server.Calls(time)), "other", "wrong", Options(), default));

        Assert.Null(store.Text);
    }

    [Fact]
    public async Task Bytes_that_the_SDK_handed_out_or_got_are_zero_afterwards()
    {
        await using (await SignInAsync())
        {
        }

        await using var restored = await RestoreAsync();

        Assert.Equal(2, store.Lent.Count);
        Assert.All(store.Lent, lent => Assert.All(lent, one => Assert.Equal(0, one)));
    }

    [Fact]
    public async Task Memory_is_zeroed_when_it_is_removed()
    {
        using var memory = new MemoryTokenStore();
        await memory.WriteAsync(Encoding.UTF8.GetBytes("secret"), default);
        var held = (byte[])typeof(MemoryTokenStore).GetField("_secret", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(memory)!;
        var read = await memory.ReadAsync(default);

        await memory.RemoveAsync(default);

        Assert.Equal("secret", Encoding.UTF8.GetString(read!));
        Assert.All(held, one => Assert.Equal(0, one));
        Assert.Null(await memory.ReadAsync(default));
    }

    [Fact]
    public async Task Restoring_needs_a_store() =>
        await Assert.ThrowsAsync<ArgumentException>(() => PasswordSignIn.RestoreAsync(FakeServer.Address, new SignInOptions()));

    private SignInOptions Options() => new() { Time = time, Store = store };

    private async Task<PasswordSignIn> SignInAsync()
    {
        server.Answers(HttpStatusCode.OK, """{"authorization_code":"code"}""").Answers(HttpStatusCode.OK, Tokens(1));
        try
        {
            return await PasswordSignIn.SignInAsync(new TokenEndpoint(server.Calls(time)), "nurse", "password", Options(), default);
        }
        catch (InvalidOperationException)
        {
            server.Forget();
            throw;
        }
    }

    private Task<PasswordSignIn?> RestoreAsync() => PasswordSignIn.RestoreFromAsync(new TokenEndpoint(server.Calls(time)), store, Options(), default);

    private static string Tokens(int number) =>
        $$"""{"access_token":"access-{{number}}","refresh_token":"refresh-{{number}}","token_type":"Bearer","expires_in":900}""";

    /// <summary>Keeps texts, notes the arrays that it was lent, and can be broken.</summary>
    private sealed class WatchedStore : ITokenStore
    {
        public string? Text { get; private set; }

        public Exception? Failing { get; set; }

        public List<byte[]> Lent { get; } = [];

        public ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
        {
            if (Text is null) return ValueTask.FromResult<byte[]?>(null);
            Lent.Add(Encoding.UTF8.GetBytes(Text));
            return ValueTask.FromResult<byte[]?>(Lent[^1]);
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> secret, CancellationToken cancellationToken)
        {
            if (Failing is { } fault) throw fault;
            if (System.Runtime.InteropServices.MemoryMarshal.TryGetArray(secret, out var lent)) Lent.Add(lent.Array!);
            Text = Encoding.UTF8.GetString(secret.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask RemoveAsync(CancellationToken cancellationToken)
        {
            if (Failing is { } fault) throw fault;
            Text = null;
            return ValueTask.CompletedTask;
        }
    }
}
