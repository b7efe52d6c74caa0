import java.io.*;
import java.net.*;
import java.util.concurrent.*;

/* LPD-like spooler for the label printers in hall 3 */
public class PrintSpoolServer
{
    static final int PORT = 5515;

    private ServerSocket srv;
    private ExecutorService pool;
    private volatile boolean stopping = false;

    public PrintSpoolServer() throws IOException
    {
        srv  = new ServerSocket( PORT, 128 );
        pool = new ThreadPoolExecutor( 4, 4, 0L, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<Runnable>( 50 ) );
    }

    public void serve()
    {
        while( !stopping )
        {
            Socket s;
            try
            {
                s = srv.accept();
            }
            catch( IOException e )
            {
                if( stopping ) break;
                System.err.println( "accept: " + e );
                pause( 200 );
                continue;
            }
            try
            {
                pool.execute( new Job( s ) );
            }
            catch( RejectedExecutionException e )
            {
                System.err.println( "spool full, job of " + s.getInetAddress() + " refused" );
            }
        }
        pool.shutdown();
    }

    private static void pause( long ms )
    {
        try { Thread.sleep( ms ); } catch( InterruptedException e ) { Thread.currentThread().interrupt(); }
    }

    public void stop() throws IOException
    {
        stopping = true;
        srv.close();
    }

    static class Job implements Runnable
    {
        private final Socket sock;

        Job( Socket sock ) { this.sock = sock; }

        public void run()
        {
            try( Socket s = sock; InputStream in = s.getInputStream();
                 OutputStream spool = new FileOutputStream( File.createTempFile( "label", ".zpl" ) ) )
            {
                s.setSoTimeout( 20000 );
                in.transferTo( spool );
                s.getOutputStream().write( 0 );
            }
            catch( IOException e )
            {
                System.err.println( "job failed: " + e );
            }
        }
    }
}
