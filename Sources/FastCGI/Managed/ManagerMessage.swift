/// A process's report to its manager, in the terms of `sd_notify(3)` where they exist.
enum ProcessReport: Equatable {
  /// The process has connected; this is always its first report.
  case started
  /// The process serves requests.
  case ready
  /// The process has begun to stop.
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

  /// Parses a message; returns `nil` if it is not a report.
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

/// A manager's order to one of its processes.
enum ManagerOrder: String, Equatable {
  /// Stop, and leave the listening socket to the other processes.
  case leave = "LEAVE"
  /// Stop, and serve the connections that wait on the listening socket, which ends for good.
  case end = "END"
  /// Cancel the current requests and tasks.
  case cancel = "CANCEL"
  /// The manager has ended without giving an order; this is never sent.
  case gone = ""
}
