extension ProcessSupervision {
  /// What happens to the manager and its processes.
  enum Event: Equatable {
    /// The manager starts.
    case begin
    /// A process serves requests.
    case ready(Number)
    /// A process has begun to stop by itself, having served as many requests as it may for example.
    case leaving(Number)
    /// A process has ended.
    case exited(Number, ProcessEnd)
    /// A process that was to be ready by now; nothing if it is.
    case readyOverdue(Number)
    /// SIGHUP: replace all processes.
    case restart
    /// SIGTERM or SIGINT; the second time, what is in hand is cancelled.
    case stop
    /// A process that was to have stopped by now; nothing if it has.
    case stopOverdue(Number)
  }

  /// What is to be done about it.
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

  /// What people are told.
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
