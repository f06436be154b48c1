namespace RealtimeCare.Host.Announcing;

internal static class AnnouncementSetup
{
    public static IServiceCollection AddAnnouncement(this IServiceCollection services, Announcement announcement) =>
        services.AddSingleton(announcement).AddHostedService<AnnouncementWorker>();
}
