using System.Security.Cryptography;
using RealtimeCare.Client;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Testing;

/// <summary>A backend service with a key of its own.</summary>
public sealed class Service
{
    public const string KeyId = "key-1";

    private readonly TestCare care;
    private Lazy<Task<TokenPair>> tokens;

    internal Service(TestCare care, string clientId, ECDsa key)
    {
        this.care = care;
        ClientId = clientId;
        Key = key;
        tokens = new(SignInAsync);
    }

    public string ClientId { get; }

    public ECDsa Key { get; }

    public Task<TokenPair> TokensAsync() => tokens.Value;

    /// <summary>Signs in again for everything below, after the clock has moved past the first sign-in.</summary>
    public Task<TokenPair> SignInAnewAsync()
    {
        tokens = new(() => SignInAsync());
        return tokens.Value;
    }

    public Task<TokenPair> SignInAsync() => SignIn.AsServiceAsync(care.Api, care.Server, ClientId, Key, KeyId, care.Time);

    /// <summary>Publishes one event over the HTTP API.</summary>
    public async Task<PublishResult> PublishAsync(PublishRequest request, string? idempotencyKey = null) =>
        (await TryPublishAsync(request, idempotencyKey)).Ok().As<PublishResult>();

    public async Task<Answer> TryPublishAsync(PublishRequest request, string? idempotencyKey = null) =>
        await care.Api.PostAsync("/api/v1/events", request, (await TokensAsync()).Access, idempotencyKey ?? Some.Key);

    /// <summary>Publishes heart rates, one after the other, numbered from 1.</summary>
    public async Task PublishHeartRatesAsync(PatientReference patient, int count)
    {
        for (var beats = 1; beats <= count; beats++) await PublishAsync(Some.Vital(patient, beats));
    }

    /// <summary>The SDK's publisher. The world disposes it.</summary>
    public CarePublisher Publisher()
    {
        var signIn = new ServiceSignIn(care.Server, ClientId, Key, KeyId, new SignInOptions { TrustedRoots = care.Roots });
        care.Keep(signIn);
        return care.Keep(new CarePublisher(new RealtimeCareClientOptions { Server = care.Server, Tokens = signIn, TrustedRoots = care.Roots }));
    }
}
