using RealtimeCare.Contracts.Messages;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RealtimeCare.Cli.Demo.Screen;

/// <summary>One person's panel: how things stand, and the newest event of each topic with the elements that they see.</summary>
internal sealed class PersonPanel(string person)
{
    private const int Topics = 5;

    private readonly Dictionary<string, (string Head, string Elements)> newest = [];
    private int received;

    /// <summary>How things stand.</summary>
    public string Standing { get; set; } = "not signed in";

    /// <summary>Takes an event.</summary>
    public void Take(string patient, CareEvent arrived)
    {
        received++;
        newest[arrived.Topic] = ($"{patient}: {EventText.Headline(arrived)}", EventText.Elements(arrived));
    }

    /// <summary>Draws it.</summary>
    public IRenderable Draw() => new Panel(new Rows([.. Lines()]))
    {
        Header = new PanelHeader(Markup.Escape(person)),
        Height = (Topics * 3) + 4,
        Expand = true,
    };

    private IEnumerable<IRenderable> Lines()
    {
        yield return new Markup($"[yellow]{Markup.Escape(Standing)}[/]") { Overflow = Overflow.Ellipsis };
        yield return new Markup($"[grey]{received} events received[/]");
        foreach (var (topic, (head, elements)) in newest.OrderBy(n => n.Key, StringComparer.Ordinal).Take(Topics))
        {
            yield return new Markup($"[green]{Markup.Escape(topic)}[/]");
            yield return new Text(head) { Overflow = Overflow.Ellipsis };
            yield return new Markup($"[grey]{Markup.Escape(elements)}[/]") { Overflow = Overflow.Ellipsis };
        }
    }
}
