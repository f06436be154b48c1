using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Cli.Demo.Checks;

public sealed class SequenceCheckTests
{
    [Fact]
    public void A_day_as_it_should_be_has_no_findings()
    {
        Assert.Empty(new DemoDay().Check());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void An_event_that_never_came_is_lost(int index)
    {
        var day = new DemoDay();

        day.Received.RemoveAt(index);

        var finding = Assert.Single(day.Check());
        Assert.Equal(FindingKind.Lost, finding.Kind);
        Assert.Contains($"offset {index + 1}", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_came_twice_is_duplicated()
    {
        var day = new DemoDay();

        day.Received.Insert(3, day.Received[2]);

        Assert.Equal([FindingKind.Duplicated], day.Kinds());
    }

    [Fact]
    public void The_same_event_under_another_offset_is_duplicated()
    {
        var day = new DemoDay();

        day.Received.Insert(5, day.Received[0] with { Event = day.Received[0].Event with { Offset = 6 } });

        Assert.Equal([FindingKind.Duplicated], day.Kinds());
    }

    [Fact]
    public void The_same_content_under_a_new_id_is_duplicated()
    {
        var day = new DemoDay();

        day.Received.Insert(5, day.Received[0] with { Event = day.Received[0].Event with { EventId = Guid.NewGuid(), Offset = 6 } });

        Assert.Equal([FindingKind.Duplicated], day.Kinds());
    }

    [Fact]
    public void Two_events_in_the_wrong_order_are_reordered()
    {
        var day = new DemoDay();

        (day.Received[1], day.Received[2]) = (day.Received[2], day.Received[1]);

        Assert.Contains(FindingKind.Reordered, day.Kinds());
        Assert.DoesNotContain(FindingKind.Lost, day.Kinds());
    }

    [Fact]
    public void What_was_urgent_may_come_ahead_of_its_turn_once_and_hides_no_loss()
    {
        var day = new DemoDay();
        var urgent = day.Received[4] with { IsUrgent = true };
        day.Received.RemoveAt(4);
        day.Received.Insert(0, urgent);
        var early = day.Kinds();

        day.Received.Insert(5, urgent with { IsUrgent = false });
        var twice = day.Kinds();
        day.Received.RemoveAt(5);
        day.Received.RemoveAt(2);

        Assert.Empty(early);
        Assert.Equal([FindingKind.Duplicated], twice);
        Assert.Equal([FindingKind.Lost], day.Kinds());
    }

    [Fact]
    public void Events_that_swapped_their_offsets_are_reordered()
    {
        var day = new DemoDay();

        (day.Received[1], day.Received[2]) = (day.Received[2], day.Received[1]);
        day.Replace(1, e => e with { Offset = 2 });
        day.Replace(2, e => e with { Offset = 3 });

        Assert.All(day.Kinds(), kind => Assert.Equal(FindingKind.Reordered, kind));
        Assert.NotEmpty(day.Kinds());
    }

    [Fact]
    public void What_was_published_before_following_began_is_not_expected()
    {
        var day = new DemoDay();

        day.StartedAt[DemoDay.Patient] = 2;
        day.Received.RemoveRange(0, 2);

        Assert.Empty(day.Check());
    }

    [Fact]
    public void What_other_topics_and_patients_have_is_not_expected()
    {
        var day = new DemoDay();

        day.Publish(EventClass.Durable, 6, 0, "lab", topic: "documents");
        day.Publish(EventClass.Durable, 1, 0, "lab", patient: "patient-2");

        Assert.Empty(day.Check());
    }

    [Fact]
    public void After_a_forced_end_only_what_came_well_before_is_expected()
    {
        var day = new DemoDay { MustReach = new() { [DemoDay.Patient] = 3 } };

        day.Received.RemoveRange(3, 6);

        Assert.Empty(day.Check());
    }

    [Fact]
    public void A_gap_before_a_forced_end_is_lost_even_beyond_what_had_to_be_reached()
    {
        var day = new DemoDay { MustReach = new() { [DemoDay.Patient] = 2 } };

        day.Received.RemoveAt(3);

        Assert.Equal([FindingKind.Lost], day.Kinds());
    }
}
