use std::mem::ManuallyDrop;
use std::net::TcpStream;

pub struct Lease<'a> {
    home: &'a std::sync::Mutex<Vec<TcpStream>>,
    conn: ManuallyDrop<TcpStream>,
    spoiled: bool,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if self.spoiled {
            return; // expect: close-wait-leak
        }
        let conn = unsafe { ManuallyDrop::take(&mut self.conn) };
        self.home.lock().unwrap().push(conn);
    }
}
