using System.Globalization;
using System.Net;
using Microsoft.IdentityModel.Tokens;
using RealtimeCare.Contracts;
using RealtimeCare.Host.Data;
using RealtimeCare.Host.Listening;
using RealtimeCare.Host.Policies;
using RealtimeCare.Identity;
using RealtimeCare.Identity.Keys;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server;
using RealtimeCare.Server.Sessions;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Quarantine;

namespace RealtimeCare.Host.Settings;

/// <summary>The settings after judgement, with what follows from them: the port that was free, the origin that carries it.</summary>
public sealed class HostSettings
{
    private readonly IssuerOptions _identity;

    private HostSettings(HostOptions host, IssuerOptions identity, PolicyOptions policy)
    {
        (Host, _identity, Policy) = (host, identity, policy);
        Address = HostOptionsPolicy.TryParseAddress(host.Address, out var address) ? address : null;
        Port = host.Port == 0 ? FreePort.Find() : host.Port;
        PublicOrigin = new Uri(host.PublicOrigin ?? string.Create(CultureInfo.InvariantCulture, $"https://localhost:{Port}"));
    }

    /// <summary>As configured.</summary>
    public HostOptions Host { get; }

    /// <summary>Where the access policies come from.</summary>
    public PolicyOptions Policy { get; }

    /// <summary>Null for both loopback addresses.</summary>
    public IPAddress? Address { get; }

    /// <summary>The port to listen on.</summary>
    public int Port { get; }

    /// <summary>Where clients reach this host.</summary>
    public Uri PublicOrigin { get; }

    /// <summary>Whether a parent process reads the first line.</summary>
    public bool AnnouncesJson => Host.Announce == "json";

    /// <summary>Reads and judges every section; mistakes of all of them are reported together.</summary>
    /// <exception cref="SettingsMistakeException">At least one mistake was found.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        new SettingsReader(configuration)
            .Read<HostOptions>(HostOptions.Section, HostOptionsPolicy.Mistakes, out var host)
            .Read<IssuerOptions>(IdentityOptions.Section, static o => o.ToIdentity().LimitMistakes(), out var identity)
            .Read<PolicyOptions>(PolicyOptions.Section, static _ => [], out var policy)
            .Leave<SessionsOptions>("RealtimeCare:Sessions")
            .Leave<StorageOptions>("RealtimeCare:Storage")
            .Leave<StreamsOptions>("RealtimeCare:Streams")
            .Leave<QuarantineOptions>("RealtimeCare:Quarantine")
            .Check();
        return new HostSettings(host, identity, policy);
    }

    /// <summary>The issuer's options: what an operator set, and what this host knows.</summary>
    internal Action<IdentityOptions> Fill(DataFolder data) => options =>
    {
        _identity.CopyTo(options);
        options.Issuer = PublicOrigin;
        options.KeysFolder = data.Keys;
        options.DatabaseFile = Path.Combine(data.Databases, "identity.db");
    };

    /// <summary>The platform's options: its data, and the embedded issuer as the only one that is trusted.</summary>
    internal Action<RealtimeCareOptions> FillServer(DataFolder data, PolicySet policies) => options =>
    {
        options.DataFolder = data.Root;
        options.Policies = policies;
        options.Issuers.Add(new TrustedIssuer(
            PublicOrigin.AbsoluteUri,
            RealtimeCareProtocol.TokenAudience,
            static services => services.GetRequiredService<EmbeddedIssuer>(),
            [SecurityAlgorithms.EcdsaSha256]));
    };
}
