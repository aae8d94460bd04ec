namespace LobResearch.Study;

/// <summary>
/// Something outside the program and its input isn't as needed: no database, no server program, a key file gone.
/// The message is complete as it stands: what is wrong, where, what to do.
/// </summary>
public sealed class EnvironmentFault(string message) : Exception(message);
