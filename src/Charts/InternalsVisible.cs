using System.Runtime.CompilerServices;

// Pictures are made inside this assembly alone; its tests look at them before the gate.
[assembly: InternalsVisibleTo("LobResearch.Charts.Tests")]
