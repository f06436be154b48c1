using RealtimeCare.Audit.Trail;
using RealtimeCare.Host.Announcing;
using RealtimeCare.Host.Certificates;
using RealtimeCare.Host.Data;
using RealtimeCare.Host.Docs;
using RealtimeCare.Host.Listening;
using RealtimeCare.Host.Logs;
using RealtimeCare.Host.Policies;
using RealtimeCare.Host.Settings;
using RealtimeCare.Host.Trust;
using RealtimeCare.Identity;
using RealtimeCare.Server;

namespace RealtimeCare.Host;

/// <summary>Puts the host together. <c>Program</c> runs it; the tests' world runs the very same one with another clock or a broken disk.</summary>
public static class HostApplication
{
    /// <summary>Builds the host from command line, environment and settings file.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="replace">Runs after everything is registered, so that what it registers wins; null outside tests.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var start = HostStart.Now();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = HostSettings.Read(builder.Configuration);
        var policies = new PolicyFiles(settings.Policy);
        var policy = policies.ReadPolicies();
        var data = DataFolder.Open(settings.Host.DataFolder);
        var certificates = ServerCertificates.Open(data, settings.PublicOrigin, TimeProvider.System);

        builder.LogTo(data.Logs, settings.AnnouncesJson);
        builder.ListenOnHttps(settings.Address, settings.Port, certificates.Server);
        builder.Services
            .AddSecurityHeaders()
            .AddAuditTrail(o => o.Folder = data.Trail)
            .AddRealtimeCareIdentity(settings.Fill(data))
            .AddRealtimeCare(settings.FillServer(data, policy.Set!))
            .AddPolicies(policies, policy)
            .AddSessionLinks()
            .AddClosedDoors()
            .AddKeyRing(data)
            .AddDocs()
            .AddAnnouncement(new Announcement(settings, certificates.AuthorityPath, start));
        replace?.Invoke(builder.Services);
        return Map(builder.Build());
    }

    private static WebApplication Map(WebApplication app)
    {
        app.UseHttpsAlone();
        app.UseExceptionHandler();
        app.UseRealtimeCare();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapRealtimeCareIdentity();
        app.MapRealtimeCare();
        app.MapDocs();
        return app;
    }
}
