extension ProcessSupervision {
  /// An event that concerns the manager or its processes.
  enum Event: Equatable {
    /// The manager starts.
    case begin
    /// A process serves requests.
    case ready(Number)
    /// A process has begun to stop by itself, for example because it has served its maximum of requests.
    case leaving(Number)
    /// A process has ended.
    case exited(Number, ProcessEnd)
    /// The time for a process to become ready is over; ignored if the process is ready.
    case readyOverdue(Number)
    /// SIGHUP: replace all processes.
    case restart
    /// SIGTERM or SIGINT; the second one cancels the current work.
    case stop
    /// The time for a process to stop is over; ignored if the process has stopped.
    case stopOverdue(Number)
  }

  /// An action that the manager has to carry out.
  enum Action: Equatable {
    case start(Number, after: Duration)
    case expectReady(Number, within: Duration)
    case tellToStop(Number)
    case tellToCancel(Number)
    case expectStop(Number, within: Duration)
    case kill(Number)
    case report(Report)
    case finish(exitCode: Int32)
  }

  /// A message for the log.
  enum Report: Equatable {
    case replacing(Number, ProcessEnd, after: Duration)
    case leaving(Number)
    case restarted
    case restartFailed(Number, reason: String)
    case startFailed(Number, ProcessEnd)
    case killing(Number)
    case endedBadly(Number, ProcessEnd)
  }
}
