using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace RealtimeCare.Testing;

/// <summary>The HTTP API as a stranger would call it.</summary>
public sealed class Api : IDisposable
{
    private readonly HttpClient http;

    public Api(Uri server, X509Certificate2Collection roots)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => Trust.IsIssuedBy(certificate, roots);
        http = new HttpClient(handler) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
    }

    public Task<Answer> GetAsync(string path, string? token = null) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), token);

    public Task<Answer> PostAsync(string path, object body, string? token = null, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body, options: PlainValues.Json), token, idempotencyKey);

    public Task<Answer> PatchAsync(string path, object body, string token) =>
        SendAsync(HttpMethod.Patch, path, JsonContent.Create(body, options: PlainValues.Json), token, null);

    public Task<Answer> PostTextAsync(string path, string json, string? token = null, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, new StringContent(json, new MediaTypeHeaderValue("application/json")), token, idempotencyKey);

    public Task<Answer> PostFormAsync(string path, params (string Key, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Key, f.Value))), null, null);

    public async Task<Answer> SendAsync(HttpRequestMessage request, string? token)
    {
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, text);
    }

    public void Dispose() => http.Dispose();

    private async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent content, string? token, string? idempotencyKey)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await SendAsync(request, token);
    }
}

/// <summary>What the HTTP API answered.</summary>
public sealed record Answer(HttpStatusCode Status, string? MediaType, string Text)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The number of the error code, or 0 when the answer carries none.</summary>
    public int Code => MediaType == "application/problem+json" && Json.TryGetProperty("code", out var code) ? code.GetInt32() : 0;

    public T As<T>() => JsonSerializer.Deserialize<T>(Text, PlainValues.Json)!;

    /// <summary>The same answer, or an exception that shows it when it is no success.</summary>
    public Answer Ok() => (int)Status is >= 200 and < 300 ? this : throw new InvalidOperationException($"Refused with {(int)Status}: {Text}");

    public override string ToString() => $"{(int)Status} {Text}";
}
