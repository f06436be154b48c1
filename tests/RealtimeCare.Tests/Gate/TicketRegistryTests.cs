using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Gate;

namespace RealtimeCare.Tests.Gate;

public sealed class TicketRegistryTests
{
    private static readonly Ticket Mine = Of("session-1");
    private readonly FakeTimeProvider clock = new();
    private readonly TicketRegistry tickets;

    public TicketRegistryTests() => tickets = new TicketRegistry(clock);

    [Fact]
    public void A_ticket_counts_once()
    {
        var ticket = Issue(Mine);

        Assert.True(tickets.TryRedeem(ticket, Mine));
        Assert.False(tickets.TryRedeem(ticket, Mine));
    }

    [Fact]
    public void A_ticket_lives_for_30_seconds()
    {
        var (used, late) = (Issue(Mine), Issue(Mine));

        clock.Advance(TimeSpan.FromSeconds(29.9));
        var before = tickets.TryRedeem(used, Mine);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(before);
        Assert.False(tickets.TryRedeem(late, Mine));
    }

    [Fact]
    public void Whoever_else_shows_a_ticket_gets_nothing_and_spends_it()
    {
        Ticket[] others =
        [
            Mine with { Hub = "/hubs/admin" }, Mine with { Session = "session-2" }, Mine with { Issuer = "https://other.example/" },
            Mine with { Tenant = TenantId.Parse("other") }, Mine with { Subject = SubjectId.Parse("other") },
        ];

        foreach (var other in others)
        {
            var ticket = Issue(Mine);
            Assert.False(tickets.TryRedeem(ticket, other));
            Assert.False(tickets.TryRedeem(ticket, Mine));
        }
    }

    [Fact]
    public void A_session_gets_16_within_the_life_of_one_also_when_it_uses_them()
    {
        for (var count = 0; count < TicketRegistry.MostOfSession; count++) Assert.True(tickets.TryRedeem(Issue(Mine), Mine));

        var refused = tickets.Issue(Mine);
        var another = tickets.Issue(Of("session-2"));
        clock.Advance(TicketRegistry.Life);
        var later = tickets.Issue(Mine);

        Assert.Equal(TicketAnswer.TooMany, refused);
        Assert.NotNull(another.Text);
        Assert.NotNull(later.Text);
    }

    [Fact]
    public void There_is_an_end_to_them_all()
    {
        for (var count = 0; count < TicketRegistry.MostOfAll; count++) Issue(Of($"session-{count}"));

        var refused = tickets.Issue(Mine);
        clock.Advance(TicketRegistry.Life);
        var later = tickets.Issue(Mine);

        Assert.Equal(TicketAnswer.Full, refused);
        Assert.NotNull(later.Text);
    }

    private static Ticket Of(string session) =>
        new("/hubs/care", session, "https://issuer.example/", TenantId.Parse("clinic"), SubjectId.Parse("nurse"));

    private string Issue(Ticket ticket) => tickets.Issue(ticket).Text ?? throw new InvalidOperationException("No ticket was issued.");
}
