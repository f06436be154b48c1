using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Connecting;

/// <summary>HTTPS calls to the server's API; every refusal is a <see cref="CareException"/>.</summary>
internal sealed class ServerCalls : IDisposable
{
    private readonly HttpClient _http;
    private readonly ITokenSource? _tokens;

    public ServerCalls(Uri? server, HttpMessageHandler handler, ITokenSource? tokens, TimeProvider time)
    {
        _http = new HttpClient(handler) { BaseAddress = ServerAddress.Require(server), Timeout = TimeSpan.FromSeconds(100) };
        (_tokens, Time) = (tokens, time);
    }

    public TimeProvider Time { get; }

    public Uri Server => _http.BaseAddress!;

    public static ServerCalls Of(RealtimeCareClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var tokens = options.Tokens ?? throw new ArgumentException("A token source is needed.", nameof(options));
        return Of(options.Server, options.TrustedRoots, options.PinnedSpkiSha256, tokens, options.Time);
    }

    public static ServerCalls Of(
        Uri? server, X509Certificate2Collection? roots, IReadOnlyList<string>? pins, ITokenSource? tokens, TimeProvider time)
    {
        ServerAddress.Require(server);
        return new ServerCalls(server, new ServerTrust(roots, pins).CreateHandler(), tokens, time);
    }

    /// <summary>Sends a body and reads the answer.</summary>
    public async Task<TAnswer> SendAsync<TBody, TAnswer>(
        Call call, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        return await ReadAsync(await SendAsync(call, bytes, cancellationToken).ConfigureAwait(false), answerType, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Sends a body; there is no answer.</summary>
    public async Task SendAsync<TBody>(Call call, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(call, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends no body and reads the answer.</summary>
    public async Task<TAnswer> SendAsync<TAnswer>(Call call, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken) =>
        await ReadAsync(await SendAsync(call, (byte[]?)null, cancellationToken).ConfigureAwait(false), answerType, cancellationToken).ConfigureAwait(false);

    /// <summary>Asks without a body and reads the answer.</summary>
    public async Task<TAnswer> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken) =>
        await ReadAsync(await SendAsync(new Call(HttpMethod.Get, path), (byte[]?)null, cancellationToken).ConfigureAwait(false), answerType, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Asks without a body and without an answer.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(new Call(HttpMethod.Delete, path), (byte[]?)null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Posts a form without a bearer token; the answer may be a refusal.</summary>
    public Task<HttpResponseMessage> PostFormAsync(
        string path, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken) =>
        SendOnceAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) }, null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Call call, byte[]? body, CancellationToken cancellationToken)
    {
        var token = _tokens is null ? null : await _tokens.GetAsync(null, cancellationToken).ConfigureAwait(false);
        var answer = await SendOnceAsync(() => call.ToRequest(body), token, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && _tokens is not null)
        {
            answer.Dispose();
            token = await _tokens.GetAsync(token, cancellationToken).ConfigureAwait(false);
            answer = await SendOnceAsync(() => call.ToRequest(body), token, cancellationToken).ConfigureAwait(false);
        }

        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await Problem.ReadAsync(answer, Time, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        Func<HttpRequestMessage> make, AccessToken? token, CancellationToken cancellationToken)
    {
        using var request = make();
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        try
        {
            return await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (ServerTrust.DistrustIn(exception) is { } distrust)
        {
            throw distrust;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The framework tells a timeout of its own as if somebody had cancelled.
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The server did not answer in time.", exception);
        }
        catch (SocketException exception)
        {
            // The framework lets it through when a connection breaks the moment it is made; to a caller it is a lost connection as any.
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The server could not be reached.", exception);
        }
    }

    private static async Task<TAnswer> ReadAsync<TAnswer>(
        HttpResponseMessage answer, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken)
    {
        using (answer)
        {
            try
            {
                var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
                return JsonSerializer.Deserialize(body, type) ?? throw new JsonException();
            }
            catch (JsonException exception)
            {
                // The parser's message may quote the answer, which may hold patient data.
                _ = exception;
                throw new CareException(new CareError(ErrorCode.Unavailable, "The server's answer could not be read.", "-"));
            }
        }
    }
}

/// <summary>Which call is made.</summary>
internal sealed record Call(HttpMethod Method, string Path, string? IdempotencyKey = null)
{
    public HttpRequestMessage ToRequest(byte[]? body)
    {
        var request = new HttpRequestMessage(Method, Path);
        if (IdempotencyKey is not null) request.Headers.Add("Idempotency-Key", IdempotencyKey);
        if (body is null) return request;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }
}
