using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>The app has handled something.</summary>
/// <param name="Acknowledgement">Up to where everything was handled.</param>
/// <param name="Events">How many events that were.</param>
/// <param name="Bytes">About how many bytes they had on the wire.</param>
/// <param name="IsIdle">Whether nothing more waits for the app.</param>
internal readonly record struct Handled(Acknowledgement Acknowledgement, int Events, int Bytes, bool IsIdle);
