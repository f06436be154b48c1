using System.Buffers.Text;
using System.Text.Json;
using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.World;
using RealtimeCare.Testing;

namespace RealtimeCare.Hammer.Following;

/// <summary>The sign-ins of one client, one after the other, and what is expected to end them.</summary>
internal sealed class SignedIn(Ward ward, Nurse nurse, string name, Findings findings) : IAsyncDisposable
{
    private volatile string? ending;
    private volatile bool hasConnected;
    private long signedInAt;

    public PasswordSignIn Tokens { get; private set; } = null!;

    public string? SessionId { get; private set; }

    /// <summary>Whether the client knows of the end of the session that was to end.</summary>
    public bool HasEnded => ending is null;

    /// <summary>The session that may now be ended; null when there is none.</summary>
    public string? ExpectEnd() => ending = SessionId;

    /// <summary>The session was welcomed.</summary>
    public void Connected() => hasConnected = true;

    /// <summary>Signs in anew, for as long as it takes.</summary>
    public async Task AnewAsync(CancellationToken cancellationToken)
    {
        if (Tokens is not null) await Tokens.DisposeAsync();
        while (true)
        {
            try
            {
                (hasConnected, signedInAt) = (false, Pause.Now);
                Tokens = await PasswordSignIn.SignInAsync(
                    ward.Server, nurse.UserName, The.Password, new SignInOptions { TrustedRoots = ward.Roots }, cancellationToken);
                SessionId = SessionOf((await Tokens.GetAsync(null, cancellationToken)).Value);
                return;
            }
            catch (Exception lost) when (Transience.IsTransient(lost) && !cancellationToken.IsCancellationRequested)
            {
                if (lost is not (CareException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError })) nurse.MayHaveSignedIn();
                await Pause.ForAsync(TimeSpan.FromMilliseconds(300), cancellationToken);
            }
        }
    }

    /// <summary>The session has ended: a finding, unless it was to.</summary>
    /// <param name="reason">Why, when the host said so. A client that was away hears only that its sign-in is not accepted any more.</param>
    /// <param name="how">How the client came to know of it.</param>
    public void TakeEnd(EndReason? reason, string how)
    {
        var wasExpected = ending is not null && ending == SessionId;
        var session = SessionId;
        SessionId = ending = null;
        if (wasExpected) return;
        if (!hasConnected && nurse.WasForcedSince(signedInAt)) return;
        if (reason is null or EndReason.Replaced && nurse.ExplainsReplacement()) return;
        findings.Add(FindingKind.Refused, $"the session {session} of {name} ended by itself: {reason?.ToString() ?? "no reason"}, {how}");
    }

    public static bool IsEnd(Exception exception) =>
        exception is CareException { Error.Code: ErrorCode.SessionEnded or ErrorCode.Suspended } or SessionEndedException;

    public async ValueTask DisposeAsync()
    {
        if (Tokens is not null) await Tokens.DisposeAsync();
    }

    private static string SessionOf(string token) =>
        JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(token.Split('.')[1])).GetProperty("sid").GetString()!;
}
