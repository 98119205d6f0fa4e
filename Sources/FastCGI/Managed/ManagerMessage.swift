/// What a process tells its manager, in the words of `sd_notify(3)` where there are any.
enum ProcessReport: Equatable {
  /// It has connected; the first that a manager hears of it.
  case started
  /// It serves requests.
  case ready
  /// It has begun to stop.
  case stopping

  private static let numberName = "X_AFTERGLOW_PROCESS"

  func message(of number: Int) -> String {
    let state =
      switch self {
      case .started: "X_AFTERGLOW_STARTED=1"
      case .ready: "READY=1"
      case .stopping: "STOPPING=1"
      }
    return "\(state)\n\(Self.numberName)=\(number)"
  }

  /// Reads a message; `nil` for one that is none.
  static func reading(_ message: String) -> (number: Int, report: ProcessReport)? {
    var values: [Substring: Substring] = [:]
    for line in message.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
    guard let number = values[Substring(numberName)].flatMap({ Int($0) }) else { return nil }
    if values["READY"] == "1" { return (number, .ready) }
    if values["STOPPING"] == "1" { return (number, .stopping) }
    return values["X_AFTERGLOW_STARTED"] == "1" ? (number, .started) : nil
  }
}

/// What a manager tells one of its processes.
enum ManagerOrder: String, Equatable {
  /// Stop, and leave the listening socket to the other processes.
  case leave = "LEAVE"
  /// Stop, and serve what waits on the listening socket: it ends for good.
  case end = "END"
  /// Cancel what is in hand.
  case cancel = "CANCEL"
  /// The manager has ended without a word; no process sends this.
  case gone = ""
}
