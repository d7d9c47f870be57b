-- Offices are added by the system officer on a screen; they are never renamed, as records and logs keep their codes.
grant insert on platform.office to :app_role;
