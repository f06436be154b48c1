using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Cli.Demo.Checks;

public sealed class ContentCheckTests
{
    [Fact]
    public void An_element_that_the_audience_does_not_see_is_leaked_and_named_without_its_value()
    {
        var day = new DemoDay();

        day.Replace(2, e => e with { Resource = day.Published[2].Resource });

        var finding = Assert.Single(day.Check());
        Assert.Equal(FindingKind.Leaked, finding.Kind);
        Assert.Contains("Observation.note", finding.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_type_that_the_audience_does_not_see_is_leaked()
    {
        var day = new DemoDay();

        var hidden = day.Publish(EventClass.Durable, 6, 0, "lab");
        day.Published[^1] = hidden = hidden with { Resource = FhirJson.Parse("""{"resourceType":"Condition","id":"c"}""") };
        Assert.Empty(day.Check());
        day.Received.Add(new(DemoDay.Patient, day.Received[0].Event with { EventId = hidden.EventId, Offset = 6, Resource = hidden.Resource }, DemoDay.Start));

        Assert.Equal([FindingKind.Leaked], day.Kinds());
    }

    [Fact]
    public void An_event_of_a_patient_who_is_not_followed_is_leaked()
    {
        var day = new DemoDay();

        var other = day.Publish(EventClass.Durable, 1, 0, "lab", patient: "patient-2");
        day.Received.Add(DemoDay.ReceiveOf(other));

        Assert.Equal([FindingKind.Leaked], day.Kinds());
    }

    [Fact]
    public void An_event_that_nobody_published_is_leaked()
    {
        var day = new DemoDay();

        day.Received.Add(day.Received[0] with { Event = day.Received[0].Event with { EventId = Guid.NewGuid(), Resource = DemoDay.Resource(99, "x") } });

        Assert.Equal([FindingKind.Leaked], day.Kinds());
    }

    [Fact]
    public void Contents_that_changed_places_are_reordered()
    {
        var day = new DemoDay();

        var (first, second) = (day.Received[1].Event.Resource, day.Received[2].Event.Resource);
        day.Replace(1, e => e with { Resource = second });
        day.Replace(2, e => e with { Resource = first });

        Assert.Equal([FindingKind.Reordered, FindingKind.Reordered], day.Kinds());
    }

    [Fact]
    public void A_changed_value_is_altered()
    {
        var day = new DemoDay();

        day.Replace(2, e => e with { Resource = FhirJson.Parse(e.Resource.ToJson().Replace("final", "amended", StringComparison.Ordinal)) });

        Assert.Equal([FindingKind.Altered], day.Kinds());
    }

    [Fact]
    public void A_wrong_count_of_withheld_elements_is_altered()
    {
        var day = new DemoDay();

        day.Replace(2, e => e with { Withheld = e.Withheld + 1 });

        Assert.Equal([FindingKind.Altered], day.Kinds());
    }

    [Fact]
    public void White_space_is_no_difference()
    {
        var day = new DemoDay();

        day.Replace(2, e => e with { Resource = FhirJson.Parse(e.Resource.ToJson().Replace("\":\"", "\" : \"", StringComparison.Ordinal)) });

        Assert.Empty(day.Check());
    }
}
