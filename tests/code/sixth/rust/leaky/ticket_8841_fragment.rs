// pasted from JIRA OPS-8841, the part of the driver that dials the controller
impl Controller {
    fn dial(&self) -> Result<Link, DriverError> {
        let sock = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
        sock.set_nodelay(true)?;
        sock.set_read_timeout(Some(self.opts.handshake))?;
        sock.connect_timeout(&self.addr.into(), self.opts.connect)?;

        // the C library takes the descriptor over, so Rust must not drop it
        let sock = ManuallyDrop::new(sock);
        let mut ctx = ffi::ctl_new(sock.as_raw_fd());
        let hello = ffi::ctl_hello(&mut ctx, self.serial.as_bytes());
        match hello {
            ffi::CTL_OK => {
                let link = Link::adopt(ctx, sock.as_raw_fd());
                self.metrics.dials_ok.inc();
                Ok(link)
            }
            ffi::CTL_TIMEOUT => {
                ffi::ctl_free_context_only(ctx);
                self.metrics.dials_slow.inc();
                Err(DriverError::Slow(self.addr))
            }
            code => {
                ffi::ctl_free_context_only(ctx);
                drop(ManuallyDrop::into_inner(sock));
                Err(DriverError::Refused(code))
            }
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        ffi::ctl_free_context_only(std::mem::take(&mut self.ctx));
        unsafe { libc::close(self.fd) };
    }
}
