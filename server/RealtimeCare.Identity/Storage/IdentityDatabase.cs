using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.Tokens;

namespace RealtimeCare.Identity.Storage;

/// <summary>Accounts, clients, grants and what OpenIddict keeps of tokens, in one SQLite file of its own.</summary>
internal sealed class IdentityDatabase(DbContextOptions<IdentityDatabase> options) : IdentityUserContext<Account, Guid>(options)
{
    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<Grant> Grants => Set<Grant>();

    public DbSet<SeenAssertion> SeenAssertions => Set<SeenAssertion>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.UseOpenIddict();
        builder.Entity<Account>().HasIndex(a => a.Tenant);
        builder.Entity<Tenant>().HasKey(t => t.Id);
        builder.Entity<Grant>().HasKey(g => g.SessionId);
        builder.Entity<Grant>().HasIndex(g => g.AuthorizationId);
        builder.Entity<Grant>().HasIndex(g => g.Subject);
        builder.Entity<SeenAssertion>().HasKey(s => s.Fingerprint);
        builder.Entity<SeenAssertion>().HasIndex(s => s.ForgetAt);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite has no instant: a number sorts and compares inside the database, text with offsets does not.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
    }

    private sealed class UnixMilliseconds()
        : Microsoft.EntityFrameworkCore.Storage.ValueConversion.ValueConverter<DateTimeOffset, long>(
            v => v.ToUnixTimeMilliseconds(), v => DateTimeOffset.FromUnixTimeMilliseconds(v));
}
