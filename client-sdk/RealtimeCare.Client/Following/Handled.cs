using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>The app has handled something.</summary>
/// <param name="Acknowledgement">Up to where everything was handled.</param>
/// <param name="Events">How many events that were.</param>
/// <param name="Bytes">About how many bytes they had on the wire.</param>
/// <param name="IsUrgent">Whether it was an urgent copy: there is room for few, so the server hears of it at once.</param>
internal readonly record struct Handled(Acknowledgement Acknowledgement, int Events, int Bytes, bool IsUrgent = false);
