using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

public sealed class SeenPositionTests
{
    private static readonly SeenPosition Here = new("labs", 7, 20, 25, 25);

    [Fact]
    public void What_was_acknowledged_without_a_hole_moves_the_place()
    {
        var after = Here.After(new SeenLine(7, 20, 23, 30, Continues: false));

        Assert.Equal(new SeenPosition("labs", 7, 23, 30, 30), after);
    }

    [Fact]
    public void What_begins_behind_a_hole_does_not_and_is_still_known_as_sent()
    {
        var after = Here.After(new SeenLine(7, 40, 50, 55, Continues: false));

        Assert.Equal(Here with { Sent = 55 }, after);
    }

    [Fact]
    public void Who_was_told_of_the_hole_moves_on_behind_it_with_the_first_acknowledgement()
    {
        var told = Here.After(new SeenLine(7, 40, null, 40, Continues: true));
        var handled = told.After(new SeenLine(7, 40, 41, 45, Continues: true));

        Assert.Equal((20L, 41L), (told.Acknowledged, handled.Acknowledged));
    }

    [Fact]
    public void What_was_only_sent_elsewhere_is_a_hole_too()
    {
        var after = Here.After(new SeenLine(7, 25, 30, 30, Continues: false));

        Assert.Equal(20, after.Acknowledged);
    }

    [Theory]
    [InlineData(25, 30)]
    [InlineData(26, 20)]
    public void Who_says_to_have_read_is_believed_as_far_as_was_sent(long start, long leftOff)
    {
        var after = Here.After(new SeenLine(7, start, 30, 30, IsClaim: true));

        Assert.Equal(leftOff, after.Acknowledged);
    }

    [Fact]
    public void Sent_alone_is_not_acknowledged()
    {
        var after = Here.After(new SeenLine(7, 20, null, 60, Continues: false));

        Assert.Equal((20L, 60L, 60L), (after.Acknowledged, after.Reached, after.Sent));
    }

    [Fact]
    public void An_older_subscription_takes_nothing_back()
    {
        var after = Here.After(new SeenLine(7, 0, 5, 6, Continues: false));

        Assert.Equal(Here, after);
    }

    [Fact]
    public void Another_life_of_the_store_counts_once_something_of_it_is_acknowledged()
    {
        var opened = Here.After(new SeenLine(8, 0, null, 3, Continues: true));
        var handled = opened.After(new SeenLine(8, 0, 2, 3, Continues: true));

        Assert.Equal(Here, opened);
        Assert.Equal(new SeenPosition("labs", 8, 2, 3, 3), handled);
    }

    [Fact]
    public void The_first_following_is_where_the_person_begins()
    {
        var first = SeenPosition.First("labs", new SeenLine(7, 100, null, 104, Continues: false));

        Assert.Equal(new SeenPosition("labs", 7, 100, 104, 104), first);
    }
}
