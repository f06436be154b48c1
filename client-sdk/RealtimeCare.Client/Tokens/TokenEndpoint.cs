using System.Net;
using System.Text.Json;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Tokens;

/// <summary>The token server's calls. A refusal becomes a code by what it asks of the client.</summary>
internal sealed class TokenEndpoint(ServerCalls calls) : IDisposable
{
    public const string ChallengePath = "connect/challenge";
    public const string TokenPath = "connect/token";
    public const string RevokePath = "connect/revoke";

    public Uri Server => calls.Server;

    /// <summary>Posts a form and reads the answer.</summary>
    /// <param name="path">Which call.</param>
    /// <param name="form">Its fields.</param>
    /// <param name="refused">The code for "no": the person mistyped, or the sign-in is over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TokenAnswer> PostAsync(
        string path, IReadOnlyDictionary<string, string> form, ErrorCode refused, CancellationToken cancellationToken)
    {
        using var answer = await calls.PostFormAsync(path, form, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.NotFound)
            throw await Problem.ReadAsync(answer, calls.Time, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) throw await RefusedAsync(answer, refused, cancellationToken).ConfigureAwait(false);
        return await ParseAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The access token of an answer.</summary>
    public AccessToken TokenOf(TokenAnswer answer)
    {
        if (answer.AccessToken is not { Length: > 0 } token || answer.ExpiresIn is not > 0) throw Unreadable();
        return new AccessToken(token, calls.Time.GetUtcNow() + TimeSpan.FromSeconds(answer.ExpiresIn.Value));
    }

    public static CareException Unreadable() =>
        new(new CareError(ErrorCode.Unavailable, "The token server's answer could not be read.", "-"));

    public static CareException SignedOut() =>
        new(new CareError(ErrorCode.SessionEnded, "There is no sign-in to renew: sign in again.", "-"));

    public void Dispose() => calls.Dispose();

    private async Task<CareException> RefusedAsync(HttpResponseMessage answer, ErrorCode refused, CancellationToken cancellationToken)
    {
        var problem = await Problem.TryParseAsync(answer, cancellationToken).ConfigureAwait(false);
        if (problem?.Code is not null) return await Problem.ReadAsync(answer, calls.Time, cancellationToken).ConfigureAwait(false);
        var code = problem?.Error switch
        {
            "invalid_grant" or "invalid_client" or "unauthorized_client" or "access_denied" => refused,
            "invalid_request" or "invalid_scope" or "unsupported_grant_type" => ErrorCode.InvalidRequest,
            // Anything between here and the token server may have answered: that is an outage, and ends no sign-in.
            _ => ErrorCode.Unavailable,
        };
        return new CareException(new CareError(code, $"The token server refused: {Known(problem?.Error)}.", problem?.RequestId ?? "-"));
    }

    private static async Task<TokenAnswer> ParseAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (body.Length == 0) return new TokenAnswer(null, null, null, null, null);
        try
        {
            return JsonSerializer.Deserialize(body, ClientJson.Default.TokenAnswer) ?? throw Unreadable();
        }
        catch (JsonException)
        {
            // The parser's message may quote the answer, which may hold a token.
            throw Unreadable();
        }
    }

    // Only words of the standards are repeated; anything else a server writes might be a secret that it echoes.
    private static string Known(string? error) => error switch
    {
        "access_denied" or "invalid_grant" or "invalid_client" or "unauthorized_client" or "invalid_request" or "invalid_scope"
            or "unsupported_grant_type" or "temporarily_unavailable" or "server_error" => error,
        _ => "no reason known to this client",
    };
}
