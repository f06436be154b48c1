using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts;

namespace RealtimeCare.Testing;

/// <summary>A person with an account, and the ways to act as one.</summary>
public sealed class Person
{
    private readonly TestCare care;
    private Lazy<Task<TokenPair>> tokens;

    internal Person(TestCare care, string userId, string userName)
    {
        this.care = care;
        UserId = userId;
        UserName = userName;
        tokens = new(() => SignInAsync());
    }

    public string UserId { get; }

    public string UserName { get; }

    /// <summary>The one sign-in that everything below shares, unless told otherwise.</summary>
    public Task<TokenPair> TokensAsync() => tokens.Value;

    /// <summary>Signs in again for everything below, after the clock has moved past the first sign-in.</summary>
    public Task<TokenPair> SignInAnewAsync()
    {
        tokens = new(() => SignInAsync());
        return tokens.Value;
    }

    /// <summary>A further sign-in, that is a further session.</summary>
    public Task<TokenPair> SignInAsync(string? scope = null) => SignIn.AsPersonAsync(care.Api, UserName, The.Password, scope);

    /// <summary>A bare connection to the hub for clinicians.</summary>
    public Task<RawConnection> ConnectAsync(Wire wire = Wire.Json) => ConnectAsync(new RawOptions { Wire = wire });

    public async Task<RawConnection> ConnectAsync(RawOptions options) =>
        await care.ConnectAsync((await TokensAsync()).Access, options);

    /// <summary>A bare connection to the hub for administrators.</summary>
    public Task<RawConnection> AdministerAsync(Wire wire = Wire.Json) =>
        ConnectAsync(new RawOptions { Wire = wire, Path = RealtimeCareProtocol.AdminHubPath, Acknowledges = false });

    /// <summary>The SDK, signed in as this person. The world disposes it.</summary>
    public async Task<RealtimeCareClient> ClientAsync(Wire wire = Wire.Json) => care.Keep(new RealtimeCareClient(await OptionsAsync(wire)));

    public async Task<RealtimeCareClientOptions> OptionsAsync(Wire wire = Wire.Json)
    {
        var signIn = await PasswordSignIn.SignInAsync(care.Server, UserName, The.Password, new SignInOptions { TrustedRoots = care.Roots });
        care.Keep(signIn);
        var options = new RealtimeCareClientOptions { Server = care.Server, Tokens = signIn, TrustedRoots = care.Roots };
        return wire == Wire.MessagePack ? options.UseMessagePack() : options;
    }
}
