class Worker {
  void run() {
    while (!stop_) {
      int fd = queue_.pop();
      handle(fd);
    }
  }
  void handle(int fd) {
    Request req;
    if (!readRequest(fd, req)) {
      ::close(fd);
      return;
    }
    auto res = router_.dispatch(req);
    if (!res) { // expect: close-wait-leak
      log("no route");
      return;
    }
    writeResponse(fd, *res);
    ::close(fd);
  }
};
