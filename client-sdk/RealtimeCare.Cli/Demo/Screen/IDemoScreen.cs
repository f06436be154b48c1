using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Screen;

/// <summary>Where the demo shows what happens: panels in a terminal, or plain lines.</summary>
internal interface IDemoScreen
{
    /// <summary>Something of the story happened.</summary>
    void Say(string text);

    /// <summary>How things stand with a person.</summary>
    void Stand(string person, string text);

    /// <summary>An event reached a person.</summary>
    void Received(string person, string patientId, CareEvent arrived);

    /// <summary>What the patients are called, once they have ids.</summary>
    void Know(IReadOnlyDictionary<string, string> patients);

    /// <summary>The counters.</summary>
    void Count(int published, int delivered);

    /// <summary>Shows the work until it is done.</summary>
    Task<T> ShowAsync<T>(Func<Task<T>> work);
}
