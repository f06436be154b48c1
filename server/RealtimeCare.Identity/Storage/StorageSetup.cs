using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RealtimeCare.Identity.Storage;

internal static class StorageSetup
{
    public static IServiceCollection AddStorage(this IServiceCollection services) => services
        .AddDbContext<IdentityDatabase>((s, o) =>
            o.UseSqlite(IdentitySchema.ConnectionString(s.GetRequiredService<IOptions<IdentityOptions>>().Value.DatabaseFile)))
        .AddHostedService<IdentityWorker>();
}
